import { Alert, Button, Group, List, Loader, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList, ListField } from '../api/lists';
import { useFormat } from '../shared/format';
import { useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import { HowFar } from './Importing';
import { Remarks } from './ListReport';
import { uses } from './mapping';
import { listQuery, listsQuery } from './queries';
import { Steps } from './Steps';
import classes from './Wizard.module.css';

type Effect = NonNullable<CallList['forecast']>;

/** Of the file's lines, from what it brings to what it does not. */
const lines = [
  ['added', '#0b6b46'],
  ['changed', '#2b3fae'],
  ['unchanged', '#8d9dea'],
  ['duplicate', '#7a5aa8'],
  ['refused', '#b3261e'],
] as const;

const path = (id: string) => ({ params: { path: { list_id: id } } });

/** The vault compares the file with the list, or carries out what was confirmed. */
export function Comparing({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  const cancel = useMutation({
    mutationFn: () => read(api.POST('/api/call-lists/{list_id}/cancel', path(list.id))),
    onError: toast,
    onSettled: () => client.invalidateQueries(listQuery(list.id)),
  });
  const merging = list.state === 'merging';
  return (
    <>
      <Steps active={3} />
      <Paper p="xl">
        <Stack gap="md" py="lg">
          <Group gap="sm">
            <Loader size="sm" />
            <Text fw={650} size="lg" role="status">
              {t(merging ? 'forecast.merging' : 'forecast.comparing')}
            </Text>
          </Group>
          <HowFar list={list} />
          <Text c="dimmed">{t(merging ? 'forecast.merging_text' : 'forecast.comparing_text')}</Text>
          <Group>
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('wizard.give_up')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}

/** What the file would do, in a picture and in words, before anything is done. */
export function Forecast({ list, target }: { list: CallList; target: CallList | undefined }) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  const act = useMutation({
    mutationFn: (what: 'confirm' | 'cancel') =>
      what === 'confirm'
        ? read(api.POST('/api/call-lists/{list_id}/confirm', path(list.id)))
        : read(api.POST('/api/call-lists/{list_id}/cancel', path(list.id))),
    onError: toast,
    onSettled: () => {
      void client.invalidateQueries(listQuery(list.id));
      void client.invalidateQueries({ ...listsQuery, exact: true });
    },
  });
  const effect = list.forecast;
  if (!effect) return null;
  const nothing = effect.added + effect.changed + effect.withdrawn === 0;
  return (
    <>
      <Steps active={3} />
      {list.failure && (
        <Alert color="orange" icon={<IconAlertTriangle />} role="alert">
          {list.failure.message}
        </Alert>
      )}
      <Picture
        effect={effect}
        title={t('forecast.title', { name: target?.name ?? '' })}
        text={t('forecast.text')}
        tense="future"
      />
      {nothing && <Alert color="gray">{t('forecast.nothing')}</Alert>}
      {effect.withdrawn > 0 && (
        <Alert color="orange" icon={<IconAlertTriangle />}>
          {t('forecast.withdrawn_text')}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate('cancel')}>
          {t('forecast.refuse')}
        </Button>
        <Button
          rightSection={<IconArrowRight size={19} />}
          loading={act.isPending}
          disabled={nothing}
          onClick={() => act.mutate('confirm')}
        >
          {t('forecast.confirm')}
        </Button>
      </Group>
      <Remarks list={list} />
    </>
  );
}

/** What a file did to its list, and what is left to mend. */
export function Merged({ list, target }: { list: CallList; target: CallList | undefined }) {
  const { t } = useTranslation('partner');
  const { forecast } = list;
  if (!forecast) return null;
  return (
    <>
      <Steps active={4} />
      <Alert color="teal" icon={<IconCircleCheck />} title={t('forecast.done')}>
        {target && (
          <Link to="/partner/lists/$id" params={{ id: target.id }}>
            {t('forecast.to_list', { name: target.name })}
          </Link>
        )}
      </Alert>
      <Picture effect={forecast} title={t('forecast.did')} tense="past" />
      <Remarks list={list} />
    </>
  );
}

interface PictureProps {
  effect: Effect;
  title: string;
  text?: string;
  tense: 'future' | 'past';
}

function Picture({ effect, title, text, tense }: PictureProps) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const total = lines.reduce((sum, [key]) => sum + effect[key], 0);
  const shares = lines.map(([key, colour]) => ({
    key,
    colour,
    label: t(`forecast.part.${key}`),
    value: effect[key],
  }));
  const sentences = (
    ['added', 'changed', 'unchanged', 'withdrawn', 'duplicate', 'refused'] as const
  )
    .filter((key) => effect[key] > 0)
    .map((key) =>
      t(`forecast.${tense}.${key}`, { count: effect[key], formatted: format.number(effect[key]) }),
    );
  return (
    <Panel title={title}>
      {text && (
        <Text c="dimmed" mb="md">
          {text}
        </Text>
      )}
      <dl className={classes.sum}>
        {shares.map(({ key, label, value, colour }, index) => (
          <Fragment key={key}>
            {index > 0 && (
              <span className={classes.sign} aria-hidden="true">
                +
              </span>
            )}
            <div className={classes.part} style={{ '--part': colour } as React.CSSProperties}>
              <dt>{label}</dt>
              <dd>{format.number(value)}</dd>
            </div>
          </Fragment>
        ))}
        <span className={classes.sign} aria-hidden="true">
          =
        </span>
        <div className={classes.part}>
          <dt>{t('report.lines')}</dt>
          <dd>{format.number(total)}</dd>
        </div>
      </dl>
      <Shares label={t('report.lines')} shares={shares} legend={false} />
      {effect.withdrawn > 0 && (
        <dl className={classes.sum}>
          <div className={classes.part} style={{ '--part': '#b06a00' } as React.CSSProperties}>
            <dt>{t('forecast.part.withdrawn')}</dt>
            <dd>{format.number(effect.withdrawn)}</dd>
          </div>
        </dl>
      )}
      <List mt="md" spacing={4}>
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <ChangedFields fields={effect.fields} />
    </Panel>
  );
}

/** Which pieces of information change, the most frequent first. */
function ChangedFields({ fields }: { fields: Record<string, number> }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const known: Record<string, ListField> = {
    other_phones: 'phone_2',
    points: 'point',
    consent: 'consent_basis',
    department: 'postcode',
  };
  const named = Object.entries(fields).flatMap(([name, count]) => {
    const field = known[name] ?? name;
    return field in uses ? [[t(`field.${field as ListField}`), count] as const] : [];
  });
  if (named.length === 0) return null;
  named.sort(([, one], [, other]) => other - one);
  return (
    <Text size="sm" c="dimmed" mt="sm">
      {t('forecast.fields')}{' '}
      {named.map(([label, count]) => `${label} (${format.number(count)})`).join(', ')}
    </Text>
  );
}
