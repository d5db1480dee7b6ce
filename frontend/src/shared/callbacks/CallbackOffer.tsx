import { Alert, Button, Text } from '@mantine/core';
import { IconCalendarCheck, IconScale } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import { Key } from '../ui/Key';
import { useHere } from './two-clocks';

const known = [
  'past',
  'too_far',
  'refused',
  'attempts_used',
  'holiday',
  'outside_hours',
  'site_closed',
] as const;
type Reason = (typeof known)[number];
const isKnown = (reason: string | undefined): reason is Reason =>
  known.some((each) => each === reason);

interface CallbackOfferProps {
  /** The next moment that would do; null when there is none. */
  at: string | null;
  zone: string;
  /** The rule that stands in the way, where the server named it. */
  reason?: string | undefined;
  onTake: (at: string) => void;
}

/** A moment that cannot be promised: why, and the next one that can, one key away. */
export function CallbackOffer({ at, zone, reason, onTake }: CallbackOfferProps) {
  const { t } = useTranslation(['callbacks', 'agent']);
  const format = useFormat();
  const here = useHere();
  const button = useRef<HTMLButtonElement>(null);
  const fromServer = reason !== undefined;
  useEffect(() => {
    // While somebody types a time the focus stays where it is; a refusal of what was sent takes it.
    if (fromServer) button.current?.focus();
  }, [fromServer]);
  const when = at && `${format.day(at, zone)}, ${format.time(at, zone)}`;
  const ours = at && here(at, zone);
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<IconScale />}
      title={t(isKnown(reason) ? `why.${reason}` : 'why.unlawful')}
    >
      <Text mb="sm">{at ? t('offer.next') : t('offer.none')}</Text>
      {at && (
        <Button
          ref={button}
          data-offer
          leftSection={<IconCalendarCheck size={20} />}
          rightSection={<Key name={t('agent:key.enter')} on="dark" />}
          onClick={() => onTake(at)}
        >
          {ours ? `${when} (${ours})` : when}
        </Button>
      )}
    </Alert>
  );
}
