import { Alert, Button, Text } from '@mantine/core';
import { IconCalendarCheck, IconCalendarOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut } from '../api/types';
import { useFormat } from '../shared/format';
import { Key } from '../shared/ui/Key';
import { useLine } from './line';
import { slotsQuery } from './queries';

interface SlotOfferProps {
  handOut: HandOut;
  /** When the place that somebody else took begins. */
  lost: string;
  sentence: string;
  onTake: (slotId: string) => void;
}

/** Somebody took the last place: the next free one, one key away; nothing else of the form changed. */
export function SlotOffer({ handOut, lost, sentence, onTake }: SlotOfferProps) {
  const { t } = useTranslation(['callbacks', 'agent']);
  const format = useFormat();
  const line = useLine();
  const zone = handOut.card.local_time_zone;
  const { data: slots = [], isFetching } = useQuery(slotsQuery(line, handOut.id));
  const next = isFetching
    ? undefined
    : (slots.find(({ starts_at }) => starts_at >= lost) ?? slots.at(-1));
  const button = useRef<HTMLButtonElement>(null);
  const offered = next?.id;
  useEffect(() => {
    if (offered) button.current?.focus();
  }, [offered]);
  return (
    <Alert role="alert" color="orange" icon={<IconCalendarOff />} title={sentence}>
      {next ? (
        <>
          <Text mb="sm">{t('slot.next')}</Text>
          <Button
            ref={button}
            leftSection={<IconCalendarCheck size={20} />}
            rightSection={<Key name={t('agent:key.enter')} on="dark" />}
            onClick={() => onTake(next.id)}
          >
            {format.day(next.starts_at, zone)}, {format.time(next.starts_at, zone)} · {next.place}
          </Button>
        </>
      ) : (
        !isFetching && <Text>{t('slot.none')}</Text>
      )}
    </Alert>
  );
}
