import { Badge, Button, Divider, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { IconClock, IconHistory, IconPlayerSkipForward } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import type { HandOut } from '../api/types';
import { useFormat } from '../shared/format';
import { useNow } from '../shared/use-now';
import classes from './ContactCardPanel.module.css';
import { HeldAppointment } from './HeldAppointment';

interface ContactCardPanelProps {
  handOut: HandOut;
  /** Given while the contact may still be handed back without a call. */
  onSkip: ((reason: 'skip' | 'not_now') => void) | undefined;
}

/** Who this is, as far as the campaign lets it be seen. */
export function ContactCardPanel({ handOut, onSkip }: ContactCardPanelProps) {
  const { t, i18n } = useTranslation('agent');
  const { card, campaign } = handOut;
  const person = [card.civility, card.name].filter(Boolean).join(' ');
  const place = [card.town, card.department].filter(Boolean).join(' · ');
  return (
    <Paper component="section" aria-label={t('card.label')} p="lg">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text size="sm" c="dimmed">
            {t('card.reference')} <span className={classes.reference}>{card.reference}</span>
          </Text>
          {campaign.mode === 'sandbox' && <Badge color="orange">{t('card.sandbox')}</Badge>}
        </Group>
        <div>
          <Title order={1} className={classes.name}>
            {person || card.company || t('card.no_name')}
          </Title>
          {person && card.company && <Text size="lg">{card.company}</Text>}
          {place && (
            <Text size="md" c="dimmed">
              {place}
            </Text>
          )}
        </div>
        <LocalTime zone={card.local_time_zone} />
        {campaign.confirms && <HeldAppointment handOut={handOut} />}
        <dl className={classes.facts}>
          <Fact label={t('card.campaign')} value={campaign.name} />
          <Fact label={t('card.partner')} value={campaign.partner_name} />
          {card.language && (
            <Fact label={t('card.language')} value={languageName(card.language, i18n.language)} />
          )}
          {card.points.map(({ label, value }) => (
            <Fact key={label} label={label} value={value} />
          ))}
        </dl>
        <Divider />
        <History handOut={handOut} />
        {onSkip && <SkipMenu onSkip={onSkip} />}
      </Stack>
    </Paper>
  );
}

function languageName(code: string, reader: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: 'language' }).of(code) ?? code;
  } catch {
    // The partner's file may hold a word instead of a code: show it as it is.
    return code;
  }
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The customer's own clock, with words only where it differs from ours. */
function LocalTime({ zone }: { zone: string }) {
  const { t } = useTranslation('agent');
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  const here = me.site?.time_zone ?? zone;
  const same = format.dateTime(now, zone) === format.dateTime(now, here);
  return (
    <Group gap="xs" wrap="nowrap" className={classes.clock} data-same={same}>
      <IconClock size={20} aria-hidden="true" />
      <Text size="sm">
        {same
          ? t('card.same_time', { time: format.time(now, zone) })
          : t('card.their_time', { time: format.time(now, zone), place: format.zonePlace(zone) })}
      </Text>
    </Group>
  );
}

function History({ handOut }: { handOut: HandOut }) {
  const { t } = useTranslation('agent');
  const format = useFormat();
  const { history, card } = handOut;
  return (
    <div>
      <Group gap="xs" mb={6}>
        <IconHistory size={18} aria-hidden="true" />
        <Title order={2} size="h5">
          {t('card.history')}
        </Title>
      </Group>
      {history.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('card.no_history')}
        </Text>
      ) : (
        <ul className={classes.history}>
          {history.map(({ at, label, agent_is_me }) => (
            <li key={`${at}${label}`}>
              <Text size="sm" fw={550}>
                {label}
              </Text>
              <Text size="xs" c="dimmed">
                {format.dateTime(at, card.local_time_zone)}
                {agent_is_me && ` · ${t('card.by_me')}`}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function SkipMenu({ onSkip }: { onSkip: (reason: 'skip' | 'not_now') => void }) {
  const { t } = useTranslation('agent');
  return (
    <Menu width={270} position="top-start">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconPlayerSkipForward size={18} />}>
          {t('skip.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('skip.counted')}</Menu.Label>
        <Menu.Item onClick={() => onSkip('not_now')}>{t('skip.not_now')}</Menu.Item>
        <Menu.Item onClick={() => onSkip('skip')}>{t('skip.skip')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
