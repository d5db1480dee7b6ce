import { NumberInput, Paper, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pacing } from './Pacing';
import type { CampaignDetail } from './queries';
import { SaveBar } from './SaveBar';
import { useEditCampaign } from './useEditCampaign';

const settingsOf = (campaign: CampaignDetail) => {
  const { name, legal_hours, recording, pacing, pace_seconds, confirm_hours } = campaign;
  return { name, legal_hours, recording, pacing, pace_seconds, confirm_hours };
};

interface CampaignSettingsProps {
  campaign: CampaignDetail;
  editable: boolean;
}

export function CampaignSettings({ campaign, editable }: CampaignSettingsProps) {
  const { t } = useTranslation(['supervisor', 'desk', 'control', 'confirmation']);
  const saved = settingsOf(campaign);
  const [draft, setDraft] = useState(saved);
  const edit = useEditCampaign(campaign.id);
  return (
    <Paper p="xl">
      <Stack gap="lg" maw={640}>
        <TextInput
          label={t('new.name')}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          maxLength={80}
          readOnly={!editable}
        />
        {draft.confirm_hours !== null && (
          <NumberInput
            label={t('confirmation:hours')}
            description={t('confirmation:settings.text')}
            min={1}
            max={336}
            value={draft.confirm_hours}
            onChange={(value) => setDraft({ ...draft, confirm_hours: Number(value) || 72 })}
            readOnly={!editable}
          />
        )}
        <Pacing
          draft={draft}
          editable={editable}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        <Switch
          checked={draft.legal_hours}
          onChange={(event) => setDraft({ ...draft, legal_hours: event.currentTarget.checked })}
          label={t('hours.label')}
          description={t('hours.text')}
          disabled={!editable}
        />
        <Switch
          checked={draft.recording}
          onChange={(event) => setDraft({ ...draft, recording: event.currentTarget.checked })}
          label={t('control:duty.recording')}
          description={t('control:duty.recording_text')}
          disabled={!editable}
        />
        {editable && (
          <SaveBar
            changed={JSON.stringify(draft) !== JSON.stringify(saved)}
            disabled={!draft.name.trim()}
            saving={edit.isPending}
            error={edit.error}
            onSave={() => edit.mutate(draft)}
            onUndo={() => setDraft(saved)}
          />
        )}
      </Stack>
    </Paper>
  );
}
