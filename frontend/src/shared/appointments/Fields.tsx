import { Radio, Select, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import { type Offered, REASONS, type Reason } from './arranging';

interface SlotFieldProps {
  slots: Offered[] | undefined;
  value: string | null;
  onChange: (slot: string | null) => void;
}

/** A free slot, each on the clock of its place. */
export function SlotField({ slots, value, onChange }: SlotFieldProps) {
  const { t } = useTranslation('appointments');
  const format = useFormat();
  if (slots?.length === 0) return <Text role="status">{t('no_slot')}</Text>;
  return (
    <Select
      label={t('slot')}
      placeholder={t('choose')}
      searchable
      disabled={!slots}
      nothingFoundMessage={t('none_found')}
      value={value}
      onChange={onChange}
      data={(slots ?? []).map((slot) => ({
        value: slot.id,
        label: [
          `${format.shortDay(slot.starts_at, slot.zone)} ${format.time(slot.starts_at, slot.zone)}`,
          slot.place,
          format.zonePlace(slot.zone),
        ].join(' · '),
      }))}
    />
  );
}

interface WhyProps {
  value: Reason | null;
  onChange: (reason: Reason) => void;
}

export function Why({ value, onChange }: WhyProps) {
  const { t } = useTranslation('appointments');
  return (
    <Radio.Group label={t('why')} value={value} onChange={(reason) => onChange(reason as Reason)}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
        {REASONS.map((each) => (
          <Radio key={each} value={each} label={t(`reason.${each}`)} />
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}
