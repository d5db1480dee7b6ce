import {
  Alert,
  Button,
  Collapse,
  Group,
  NumberInput,
  Radio,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Textarea,
  TextInput,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconLockOpen, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Loading } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { reachQuery, resultsQuery, snapshotQuery } from './queries';
import classes from './Reopening.module.css';
import { closedQuery, type Order, ordersQuery } from './reopening';

type Create = components['schemas']['ReopeningCreate'];
type Wanted = { group: NonNullable<Create['group']> } | { reference: string };

const REASONS = [
  'mistake',
  'partner_asks',
  'person_asks',
  'new_offer',
  'another_try',
  'other',
] as const;

/** Contacts that are done or set aside, by why, and the way to call some of them again. */
export function Reopening({ campaign, editable }: { campaign: string; editable: boolean }) {
  const { t } = useTranslation('reopening');
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <div className={classes.part}>
      <Button
        variant="default"
        leftSection={<IconLockOpen size={18} aria-hidden="true" />}
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {t('open')}
      </Button>
      <Collapse expanded={opened} id={id}>
        {opened && <Closed campaign={campaign} editable={editable} />}
      </Collapse>
    </div>
  );
}

function Closed({ campaign, editable }: { campaign: string; editable: boolean }) {
  const { t } = useTranslation('reopening');
  const format = useFormat();
  const { data, error, refetch } = useQuery(closedQuery(campaign));
  const [asking, setAsking] = useState<{ wanted: Wanted; label: string } | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Stack gap="lg" mt="md">
      <Text c="dimmed">{t('text')}</Text>
      {data.length === 0 ? (
        <Text>{t('none')}</Text>
      ) : (
        <WideTable minWidth={520}>
          <Table>
            <VisuallyHidden component="caption">{t('open')}</VisuallyHidden>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('why')}</Table.Th>
                <Table.Th ta="right">{t('count')}</Table.Th>
                <Table.Th>{t('may')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((group) => (
                <Table.Tr key={`${group.state}.${group.reason}`}>
                  <Table.Td>{group.label}</Table.Td>
                  <Table.Td ta="right" fw={650}>
                    {format.number(group.count)}
                  </Table.Td>
                  <Table.Td>
                    {group.stays ? (
                      <Text size="sm" c="dimmed">
                        {group.stays}
                      </Text>
                    ) : group.may_reopen === 0 ? (
                      <Text size="sm" c="dimmed">
                        {t('none_of_them')}
                      </Text>
                    ) : (
                      <Group gap="sm" justify="space-between" wrap="nowrap">
                        <span>
                          {t('may_count', {
                            count: group.may_reopen,
                            formatted: format.number(group.may_reopen),
                          })}
                        </span>
                        {editable && (
                          <Button
                            size="xs"
                            variant="default"
                            aria-label={t('reopen_named', { label: group.label })}
                            onClick={() =>
                              setAsking({
                                label: group.label,
                                wanted: {
                                  group: {
                                    state: group.state,
                                    reason: group.reason,
                                    most: group.may_reopen,
                                  },
                                },
                              })
                            }
                          >
                            {t('reopen')}
                          </Button>
                        )}
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
      {editable && (
        <OneContact
          campaign={campaign}
          onAsk={(reference, label) => setAsking({ label, wanted: { reference } })}
        />
      )}
      <Orders campaign={campaign} />
      {asking && <Ask campaign={campaign} {...asking} onClose={() => setAsking(null)} />}
    </Stack>
  );
}

interface OneContactProps {
  campaign: string;
  onAsk: (reference: string, label: string) => void;
}

/** One contact by the reference on its card: what closed it is said before anything is asked. */
function OneContact({ campaign, onAsk }: OneContactProps) {
  const { t } = useTranslation('reopening');
  const sentence = useErrorSentence();
  const [reference, setReference] = useState('');
  const look = useMutation({
    mutationFn: (reference: string) =>
      read(
        api.GET('/api/campaigns/{campaign_id}/closed-contacts/{reference}', {
          params: { path: { campaign_id: campaign, reference } },
        }),
      ),
    onSuccess: (found) => {
      if (!found.stays) onAsk(found.reference, `${found.reference} · ${found.label}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    look.mutate(reference.trim().toUpperCase());
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      <Group align="end" gap="sm">
        <TextInput
          label={t('one')}
          placeholder="C-7F3K-9Q2M"
          value={reference}
          onChange={(event) => {
            setReference(event.currentTarget.value);
            look.reset();
          }}
          w={280}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconSearch size={17} aria-hidden="true" />}
          loading={look.isPending}
          disabled={!/^[A-Za-z0-9-]{4,20}$/.test(reference.trim())}
        >
          {t('look')}
        </Button>
      </Group>
      <div role="status">
        {look.data?.stays && (
          <Text mt="xs">
            {look.data.label} · {look.data.stays}
          </Text>
        )}
      </div>
      {look.error && (
        <Text mt="xs" role="alert">
          {sentence(look.error)}
        </Text>
      )}
    </form>
  );
}

interface AskProps {
  campaign: string;
  wanted: Wanted;
  label: string;
  onClose: () => void;
}

function Ask({ campaign, wanted, label, onClose }: AskProps) {
  const { t } = useTranslation('reopening');
  const format = useFormat();
  const client = useQueryClient();
  const all = 'group' in wanted ? wanted.group.most : 1;
  const [most, setMost] = useState<number | string>(all);
  const [reason, setReason] = useState<Create['reason'] | null>(null);
  const [words, setWords] = useState('');
  const reopen = useMutation({
    mutationFn: (body: Create) =>
      read(
        api.POST('/api/campaigns/{campaign_id}/reopenings', {
          params: { path: { campaign_id: campaign } },
          body,
        }),
      ),
    onSuccess: () => {
      toastDone(t('asked'));
      onClose();
    },
    onSettled: () => {
      void client.invalidateQueries(closedQuery(campaign));
      void client.invalidateQueries(ordersQuery(campaign));
    },
  });
  const count = Number(most);
  const submit = () => {
    if (!reason) return;
    const what =
      'group' in wanted ? { group: { ...wanted.group, most: count } } : { ...wanted, group: null };
    reopen.mutate({ ...what, reason, words });
  };
  return (
    <Dialog
      title={t('ask')}
      submit={t('submit', { count, formatted: format.number(count) })}
      ready={reason !== null && words.trim().length >= 3 && count >= 1 && count <= all}
      pending={reopen.isPending}
      error={reopen.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text fw={600}>{label}</Text>
      <Text>{t('what_happens')}</Text>
      {all > 1 && (
        <NumberInput
          label={t('number')}
          description={t('number_text', { formatted: format.number(all) })}
          min={1}
          max={all}
          clampBehavior="strict"
          allowDecimal={false}
          thousandSeparator=" "
          value={most}
          onChange={setMost}
          maw={320}
        />
      )}
      <Radio.Group
        label={t('reason_label')}
        value={reason}
        onChange={(value) => setReason(value as Create['reason'])}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {REASONS.map((each) => (
            <Radio key={each} value={each} label={t(`reason.${each}`)} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      <Textarea
        label={t('words')}
        description={t('words_text')}
        autosize
        minRows={2}
        maxLength={240}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </Dialog>
  );
}

/** What was asked for and what came of it; while the vault is at it, the page looks again. */
function Orders({ campaign }: { campaign: string }) {
  const { t } = useTranslation('reopening');
  const { data } = useQuery(ordersQuery(campaign));
  const client = useQueryClient();
  const working = data?.some(({ finished_at }) => finished_at === null) ?? false;
  const [wasWorking, setWasWorking] = useState(working);
  if (working !== wasWorking) {
    setWasWorking(working);
    if (!working) {
      for (const query of [
        closedQuery(campaign),
        reachQuery(campaign),
        resultsQuery(campaign),
        snapshotQuery,
      ]) {
        void client.invalidateQueries({ queryKey: query.queryKey });
      }
    }
  }
  if (!data || data.length === 0) return null;
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('orders')}
      </Title>
      <ul className={classes.orders}>
        {data.map((order) => (
          <OrderLine key={order.id} order={order} />
        ))}
      </ul>
    </section>
  );
}

function OrderLine({ order }: { order: Order }) {
  const { t } = useTranslation('reopening');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const words = {
    count: order.reopened,
    formatted: format.number(order.reopened),
    most: format.number(order.most),
  };
  return (
    <li>
      <Text fw={600}>
        {order.reference ? `${order.reference} · ${order.label}` : order.label}
        {' · '}
        {order.finished_at ? t('reopened', words) : t('working', words)}
      </Text>
      <Text size="sm">
        {t(`reason.${order.reason}`)} · {order.words}
      </Text>
      <Text size="sm" c="dimmed">
        {order.by} · {format.dateTime(order.at, zone)}
      </Text>
      {order.kept.length > 0 && (
        <Alert color="gray" mt={6} py={6} title={t('kept')}>
          <ul className={classes.kept}>
            {order.kept.map(({ code, label, count }) => (
              <li key={code}>
                {format.number(count)} · {label}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </li>
  );
}
