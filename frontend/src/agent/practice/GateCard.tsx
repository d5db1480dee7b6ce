import { Badge, Group, Paper, Text, Title } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import classes from './GateCard.module.css';

type Gate = components['schemas']['GateStanding'];

/** The way to a campaign: so many good practice calls for each competence, drawn as steps. */
export function GateCard({ gate }: { gate: Gate }) {
  const { t } = useTranslation(['practice', 'beside']);
  const Icon = gate.open ? IconLockOpen : IconLock;
  return (
    <Paper component="section" p="md" aria-label={gate.campaign_name} className={classes.gate}>
      <Group justify="space-between" mb="xs">
        <Group gap="xs" wrap="nowrap">
          <Icon size={22} aria-hidden="true" />
          <Title order={2} size="h5">
            {gate.campaign_name}
          </Title>
        </Group>
        <Badge color={gate.open ? 'teal' : 'orange'}>
          {t(gate.open ? 'gate.open' : 'gate.closed')}
        </Badge>
      </Group>
      {gate.suspended !== null ? (
        <Text size="sm">{t('gate.lifted')}</Text>
      ) : (
        <ul className={classes.steps}>
          {gate.steps.map((step) => (
            <li key={step.competence} className={classes.step}>
              <Text>{step.title}</Text>
              <Group gap={6} wrap="nowrap">
                <span className={classes.dots} aria-hidden="true">
                  {Array.from({ length: gate.good_calls }, (_, at) => (
                    <span
                      key={`${step.competence}-${String(at)}`}
                      data-done={at < step.good || undefined}
                    />
                  ))}
                </span>
                <Text size="sm" c="dimmed">
                  {t('gate.of', { good: step.good, wanted: gate.good_calls })}
                </Text>
              </Group>
            </li>
          ))}
        </ul>
      )}
      {gate.supervised_left > 0 && (
        <Text size="sm" mt="xs">
          {t('beside:gate.left', { count: gate.supervised_left })}
        </Text>
      )}
    </Paper>
  );
}
