import { Paper, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignDetail } from './queries';
import { SaveBar } from './SaveBar';
import { useEditCampaign } from './useEditCampaign';

const settingsOf = ({ name, legal_hours }: CampaignDetail) => ({ name, legal_hours });

interface CampaignSettingsProps {
  campaign: CampaignDetail;
  editable: boolean;
}

export function CampaignSettings({ campaign, editable }: CampaignSettingsProps) {
  const { t } = useTranslation('supervisor');
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
        <Switch
          checked={draft.legal_hours}
          onChange={(event) => setDraft({ ...draft, legal_hours: event.currentTarget.checked })}
          label={t('hours.label')}
          description={t('hours.text')}
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
