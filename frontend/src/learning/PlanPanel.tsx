import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconPrinter, IconSignature } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useFormat } from '../shared/format';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { useKeep } from './keep';
import { PlanEditor } from './PlanEditor';
import type { LearningPath } from './queries';
import { Signatures } from './Signatures';

/** The newest version of a plan: where it stands, adapted, signed and printed by the trainer. */
export function PlanPanel({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const [editing, setEditing] = useState(false);
  const { plan } = path;
  const sign = useMutation({
    mutationFn: ({ id, digest }: { id: string; digest: string }) =>
      read(
        api.POST('/api/plans/{plan_id}/offer', {
          params: { path: { plan_id: id } },
          body: { digest },
        }),
      ),
    onSuccess: (changed) => {
      keep(changed);
      toastDone(t('plan.signed'));
    },
    onError: toast,
  });
  const navigate = useNavigate();
  const print = useMutation({
    mutationFn: (id: string) =>
      read(api.POST('/api/plans/{plan_id}/paper', { params: { path: { plan_id: id } } })),
    onSuccess: ({ id }) => navigate({ to: '/trainer/papers/$id', params: { id } }),
    onError: toast,
  });
  if (!plan) return null;
  const offered = plan.signed.some(({ place }) => place === 'trainer');
  return (
    <Panel
      title={t('plan.of', { version: plan.version })}
      aside={
        <Badge color={plan.signed.length === 2 ? 'teal' : 'gray'}>
          {t(`group.plan.${plan.signed.length === 2 ? 'agreed' : offered ? 'offered' : 'draft'}`)}
        </Badge>
      }
    >
      {editing ? (
        <PlanEditor path={path} onClose={() => setEditing(false)} />
      ) : (
        <>
          {plan.steps.length === 0 && <Text>{t('plan.nothing_trainer')}</Text>}
          <PlanTable path={path} />
          <Signatures signed={plan.signed} />
          <Group mt="md">
            {!offered && (
              <Button
                leftSection={<IconSignature size={20} />}
                loading={sign.isPending}
                onClick={() => sign.mutate(plan)}
              >
                {t('plan.offer')}
              </Button>
            )}
            <Button variant="default" onClick={() => setEditing(true)}>
              {t('plan.adapt')}
            </Button>
            {offered && (
              <Button
                variant="default"
                leftSection={<IconPrinter size={20} />}
                loading={print.isPending}
                onClick={() => print.mutate(plan.id)}
              >
                {t('plan.paper')}
              </Button>
            )}
          </Group>
        </>
      )}
    </Panel>
  );
}

function PlanTable({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  if (!path.plan || path.plan.steps.length === 0) return null;
  return (
    <WideTable minWidth={640}>
      <Table mb="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('plan.module')}</Table.Th>
            <Table.Th>{t('plan.why')}</Table.Th>
            <Table.Th>{t('plan.due')}</Table.Th>
            <Table.Th>{t('plan.stands')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {path.plan.steps.map((step) => (
            <Table.Tr key={step.module}>
              <Table.Td>
                <Link to="/trainer/modules/$code" params={{ code: step.module }}>
                  {step.title}
                </Link>
              </Table.Td>
              <Table.Td>
                {t(`why.${step.reason}`)}
                {step.score !== null && ` (${step.score} %)`}
                <Text size="sm" c="dimmed">
                  {step.competences.join(' · ')}
                </Text>
              </Table.Td>
              <Table.Td>
                {step.due_on ? format.date(`${step.due_on}T12:00:00Z`, 'UTC') : '–'}
              </Table.Td>
              <Table.Td>
                {step.card ? t(`state.${step.card.standing}`) : '–'}
                {step.card?.score != null && ` · ${step.card.score} %`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
