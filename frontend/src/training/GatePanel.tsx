import {
  Badge,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { IconLock, IconLockOpen, IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import classes from './GatePanel.module.css';
import { type Gate, gateQuery } from './queries';

interface GatePanelProps {
  campaignId: string;
  closed: boolean;
}

/** What a campaign asks of an apprentice first, who is through, and what a trainer has lifted. */
export function GatePanel({ campaignId, closed }: GatePanelProps) {
  const { role } = useMe();
  if (role !== 'supervisor' && role !== 'trainer') return null;
  return <Content campaignId={campaignId} closed={closed} trainer={role === 'trainer'} />;
}

function Content({ campaignId, closed, trainer }: GatePanelProps & { trainer: boolean }) {
  const { t } = useTranslation(['trainer', 'beside']);
  const { data } = useQuery(gateQuery(campaignId));
  const [dialog, setDialog] = useState<'set' | 'lift' | null>(null);
  const change = useGate(campaignId);
  if (!data) return null;
  const titles = new Map(data.choices.map(({ code, title }) => [code, title]));
  const asked = data.asks?.competences.map((code) => titles.get(code) ?? code).join(', ');
  return (
    <Panel
      title={t('gate.title')}
      aside={
        !closed && (
          <Group gap="xs">
            {trainer && data.asks && (
              <Button
                size="sm"
                variant="default"
                leftSection={<IconLockOpen size={16} />}
                onClick={() => setDialog('lift')}
              >
                {t('gate.lift')}
              </Button>
            )}
            <Button
              size="sm"
              variant="default"
              leftSection={<IconPencil size={16} />}
              onClick={() => setDialog('set')}
            >
              {t(data.asks ? 'gate.change' : 'gate.set')}
            </Button>
          </Group>
        )
      }
    >
      {data.asks ? (
        <>
          {asked && (
            <Text mb="xs">
              {t('gate.asks', { count: data.asks.good_calls, competences: asked })}
            </Text>
          )}
          {data.asks.supervised_calls > 0 && (
            <Text mb="xs">{t('beside:gate.asks', { count: data.asks.supervised_calls })}</Text>
          )}
          <ul className={classes.people}>
            {data.people.map(({ id, alias, standing }) => (
              <li key={id}>
                <Badge
                  color={standing.open ? 'teal' : 'gray'}
                  leftSection={standing.open ? <IconLockOpen size={14} /> : <IconLock size={14} />}
                >
                  {alias} ·{' '}
                  {standing.open
                    ? t('gate.through')
                    : t(trained(standing) ? 'beside:gate.waiting' : 'gate.waiting')}
                </Badge>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Text c="dimmed">{t('gate.nothing')}</Text>
      )}
      {data.suspensions.map((each) => (
        <Group key={each.id} justify="space-between" mt="sm" wrap="nowrap">
          <Text size="sm">
            {t('gate.lifted', { who: each.agent ?? t('gate.everybody'), by: each.by })}{' '}
            {each.reason}
          </Text>
          {trainer && (
            <Button
              size="xs"
              variant="default"
              disabled={change.isPending}
              onClick={() =>
                change.mutate(() =>
                  api.POST('/api/gate-suspensions/{suspension_id}/end', {
                    params: { path: { suspension_id: each.id } },
                  }),
                )
              }
            >
              {t('gate.end')}
            </Button>
          )}
        </Group>
      ))}
      {dialog === 'set' && <SetGate gate={data} change={change} onClose={() => setDialog(null)} />}
      {dialog === 'lift' && (
        <LiftGate gate={data} change={change} onClose={() => setDialog(null)} />
      )}
    </Panel>
  );
}

function useGate(campaignId: string) {
  const { t } = useTranslation('trainer');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => toastDone(t('gate.saved')),
    onError: toast,
    onSettled: () => client.invalidateQueries(gateQuery(campaignId)),
  });
}

interface FormProps {
  gate: Gate;
  change: ReturnType<typeof useGate>;
  onClose: () => void;
}

/** Whether what is left is that somebody sits beside. */
const trained = ({ steps, good_calls }: Gate['people'][number]['standing']) =>
  steps.every(({ good }) => good >= good_calls);

function SetGate({ gate, change, onClose }: FormProps) {
  const { t } = useTranslation(['trainer', 'beside']);
  const [competences, setCompetences] = useState(gate.asks?.competences ?? []);
  const [calls, setCalls] = useState(gate.asks?.good_calls ?? 2);
  const [supervised, setSupervised] = useState(gate.asks?.supervised_calls ?? 0);
  const params = { path: { campaign_id: gate.campaign_id } };
  const save = () =>
    change.mutate(
      () =>
        competences.length === 0 && supervised === 0
          ? api.DELETE('/api/campaigns/{campaign_id}/gate', { params })
          : api.PUT('/api/campaigns/{campaign_id}/gate', {
              params,
              body: { competences, good_calls: calls, supervised_calls: supervised },
            }),
      { onSuccess: onClose },
    );
  return (
    <Dialog
      title={t('gate.title')}
      submit={t('gate.save')}
      ready={gate.asks !== null || competences.length > 0 || supervised > 0}
      pending={change.isPending}
      error={null}
      onClose={onClose}
      onSubmit={save}
    >
      <Checkbox.Group
        label={t('gate.competences')}
        description={t('gate.competences_hint')}
        value={competences}
        onChange={setCompetences}
      >
        <Stack gap="xs" mt="xs">
          {gate.choices.map(({ code, title }) => (
            <Checkbox key={code} value={code} label={`${code.toUpperCase()} ${title}`} />
          ))}
        </Stack>
      </Checkbox.Group>
      <NumberInput
        label={t('gate.calls')}
        min={1}
        max={20}
        value={calls}
        onChange={(value) => setCalls(Number(value) || 1)}
      />
      <NumberInput
        label={t('beside:gate.calls')}
        description={t('beside:gate.calls_hint')}
        min={0}
        max={20}
        value={supervised}
        onChange={(value) => setSupervised(Number(value) || 0)}
      />
    </Dialog>
  );
}

function LiftGate({ gate, change, onClose }: FormProps) {
  const { t } = useTranslation('trainer');
  const [who, setWho] = useState('');
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={t('gate.lift')}
      submit={t('gate.lift')}
      ready={reason.trim() !== ''}
      pending={change.isPending}
      error={null}
      onClose={onClose}
      onSubmit={() =>
        change.mutate(
          () =>
            api.POST('/api/campaigns/{campaign_id}/gate/suspensions', {
              params: { path: { campaign_id: gate.campaign_id } },
              body: { agent_id: who || null, reason },
            }),
          { onSuccess: onClose },
        )
      }
    >
      <NativeSelect
        label={t('gate.who')}
        value={who}
        onChange={(event) => setWho(event.currentTarget.value)}
        data={[
          { value: '', label: t('gate.everybody') },
          ...gate.people.map(({ id, alias }) => ({ value: id, label: alias })),
        ]}
      />
      <Textarea
        label={t('gate.reason')}
        description={t('gate.reason_hint')}
        maxLength={500}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Dialog>
  );
}
