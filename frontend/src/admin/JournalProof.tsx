import { Button, Group, Progress, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDownload,
  IconProgress,
  IconShieldCheck,
  IconShieldQuestion,
  IconShieldX,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import {
  extractAddress,
  type JournalAsked,
  type JournalCheck,
  journalChecksQuery,
} from './queries';

const signs = {
  running: { icon: IconProgress, colour: 'var(--accent)' },
  whole: { icon: IconShieldCheck, colour: 'var(--good)' },
  tampered: { icon: IconShieldX, colour: 'var(--bad)' },
  failed: { icon: IconAlertTriangle, colour: 'var(--warn)' },
} as const;

/** Whether the journal is whole, looked at again by one press; and an extract with its checkpoint to take away. */
export function JournalProof({ asked }: { asked: JournalAsked }) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const { data } = useQuery(journalChecksQuery);
  const check = useMutation({
    mutationFn: () => read(api.POST('/api/journal/checks')),
    onSettled: () => client.invalidateQueries(journalChecksQuery),
  });
  const latest = data?.[0];
  const sign = latest && signs[latest.state];
  const Icon = sign?.icon ?? IconShieldQuestion;
  return (
    <Panel title={t('journal.proof')} mb="md">
      <Group justify="space-between" align="flex-start" gap="lg">
        <Group wrap="nowrap" align="flex-start" maw={640}>
          <Icon
            size={34}
            color={sign?.colour ?? 'var(--mantine-color-gray-6)'}
            aria-hidden="true"
            style={{ flex: 'none' }}
          />
          <div aria-live="polite">
            {latest ? <Told check={latest} /> : <Text fw={600}>{t('journal.never_checked')}</Text>}
            <Text size="sm" c="dimmed" mt={4}>
              {t('journal.proof_text')}
            </Text>
          </div>
        </Group>
        <Group gap="sm">
          <Button
            loading={check.isPending}
            disabled={latest?.state === 'running'}
            leftSection={<IconShieldCheck size={18} />}
            onClick={() => check.mutate()}
          >
            {t('journal.verify')}
          </Button>
          <Button
            component="a"
            href={extractAddress(asked)}
            download
            variant="default"
            leftSection={<IconDownload size={18} />}
          >
            {t(Object.keys(asked).length > 0 ? 'journal.export_these' : 'journal.export')}
          </Button>
        </Group>
      </Group>
      {check.error && <ErrorState error={check.error} onRetry={() => check.mutate()} />}
    </Panel>
  );
}

/** What the check found, in words. */
function Told({ check }: { check: JournalCheck }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const at = format.dateTime(check.ended_at ?? check.asked_at, zone);
  const done = format.number(check.done);
  if (check.state === 'running') {
    const due = format.number(check.due);
    const share = check.due > 0 ? Math.min(100, (100 * check.done) / check.due) : 0;
    return (
      <>
        <Text fw={600}>{t('journal.checking', { name: check.asked_by })}</Text>
        <Progress value={share} my={6} w={320} maw="100%" aria-label={t('journal.progress')} />
        <Text size="sm">{t('journal.done_of', { done, due })}</Text>
      </>
    );
  }
  if (check.state === 'failed') {
    return <Text fw={600}>{t('journal.check_failed', { at })}</Text>;
  }
  if (check.problem) {
    return (
      <>
        <Text fw={700} c="red.9">
          {t('journal.tampered')}
        </Text>
        <Text>
          {t(`journal.problem.${check.problem}`, { seq: format.number(check.at_seq ?? 0) })}
        </Text>
        <Text size="sm">{t('journal.checked_by', { at, name: check.asked_by })}</Text>
      </>
    );
  }
  return (
    <>
      <Text fw={600}>{t('journal.whole')}</Text>
      <Text size="sm">
        {t('journal.whole_text', { entries: done, checkpoints: format.number(check.checkpoints) })}
      </Text>
      <Text size="sm">{t('journal.checked_by', { at, name: check.asked_by })}</Text>
    </>
  );
}
