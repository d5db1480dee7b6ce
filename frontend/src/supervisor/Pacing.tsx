import { Input, NumberInput, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Campaign } from './queries';

type Settings = Pick<Campaign, 'pacing' | 'pace_seconds'>;

interface PacingProps {
  draft: Settings;
  editable: boolean;
  onChange: (change: Partial<Settings>) => void;
}

/** Whether the apprentice asks for the next contact or it arrives by itself, and after how long. */
export function Pacing({ draft, editable, onChange }: PacingProps) {
  const { t } = useTranslation('desk');
  return (
    <Input.Wrapper label={t('pacing.label')} description={t('pacing.text')}>
      <SegmentedControl
        mt="xs"
        aria-label={t('pacing.label')}
        value={draft.pacing}
        onChange={(pacing) => onChange({ pacing })}
        data={(['preview', 'progressive'] as const).map((value) => ({
          value,
          label: t(`pacing.${value}`),
        }))}
        disabled={!editable}
      />
      {draft.pacing === 'progressive' && (
        <NumberInput
          mt="sm"
          maw={280}
          label={t('pacing.seconds')}
          min={3}
          max={120}
          value={draft.pace_seconds}
          onChange={(value) => onChange({ pace_seconds: Number(value) || 10 })}
          readOnly={!editable}
        />
      )}
    </Input.Wrapper>
  );
}
