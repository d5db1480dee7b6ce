import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../shared/ui/Page';
import classes from './MaskingEditor.module.css';
import type { CampaignDetail, Masking } from './queries';
import { SaveBar } from './SaveBar';
import { maskWord } from './script';
import { useEditCampaign } from './useEditCampaign';

type Field = keyof Masking;
type Mask = Masking[Field];

const fields: Field[] = [
  'civility',
  'first_name',
  'last_name',
  'company',
  'town',
  'department',
  'language',
  'points',
];
const sealed = ['phone', 'email', 'street'] as const;
const masks = ['hidden', 'masked', 'shown'] as const;

interface MaskingEditorProps {
  campaign: CampaignDetail;
  editable: boolean;
}

/** What the agent sees of a contact, field by field, on a card that answers at once. */
export function MaskingEditor({ campaign, editable }: MaskingEditorProps) {
  const { t } = useTranslation('supervisor');
  const [masking, setMasking] = useState<Masking>(campaign.masking);
  const edit = useEditCampaign(campaign.id);
  return (
    <div className={classes.columns}>
      <Panel title={t('masking.policy')}>
        <Stack gap={6}>
          {fields.map((field) => (
            <div key={field} className={classes.field}>
              <Text fw={550}>{t(`masking.field.${field}`)}</Text>
              <SegmentedControl
                size="sm"
                aria-label={t(`masking.field.${field}`)}
                data={masks.map((mask) => ({ value: mask, label: t(`masking.mask.${mask}`) }))}
                value={masking[field]}
                onChange={(mask) => setMasking({ ...masking, [field]: mask as Mask })}
                readOnly={!editable}
              />
            </div>
          ))}
          {sealed.map((field) => (
            <div key={field} className={classes.field} data-sealed>
              <Text fw={550}>{t(`masking.field.${field}`)}</Text>
              <Group gap={6} c="dimmed">
                <IconLock size={17} aria-hidden="true" />
                <Text size="sm">{t('masking.never')}</Text>
              </Group>
            </div>
          ))}
          {editable && (
            <SaveBar
              changed={JSON.stringify(masking) !== JSON.stringify(campaign.masking)}
              saving={edit.isPending}
              error={edit.error}
              onSave={() => edit.mutate({ masking })}
              onUndo={() => setMasking(campaign.masking)}
            />
          )}
        </Stack>
      </Panel>
      <ExampleCard masking={masking} />
    </div>
  );
}

function apply(mask: Mask, value: string): string | null {
  if (mask === 'hidden') return null;
  return mask === 'masked' ? maskWord(value) : value;
}

/** An invented person under the present choice. */
function ExampleCard({ masking }: { masking: Masking }) {
  const { t } = useTranslation('supervisor');
  const shown = (field: Field, value: string) => apply(masking[field], value);
  const name = [
    shown('civility', t('masking.example.civility')),
    shown('first_name', t('masking.example.first_name')),
    shown('last_name', t('masking.example.last_name')),
  ].filter(Boolean);
  const lines = (['company', 'town', 'department', 'language', 'points'] as const).map(
    (field) => [field, shown(field, t(`masking.example.${field}`))] as const,
  );
  return (
    <Panel title={t('masking.preview')} className={classes.preview}>
      <div className={classes.card}>
        <Text size="sm" c="dimmed" ff="monospace">
          C-7F3K-92QM
        </Text>
        <Text fw={700} size="xl">
          {name.length > 0 ? name.join(' ') : t('masking.anonymous')}
        </Text>
        <dl className={classes.lines}>
          {lines.map(
            ([field, value]) =>
              value !== null && (
                <div key={field}>
                  <dt>{t(`masking.field.${field}`)}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
      <Text size="sm" c="dimmed" mt="md">
        {t('masking.text')}
      </Text>
    </Panel>
  );
}
