import {
  ActionIcon,
  Button,
  Chip,
  Group,
  Paper,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../shared/ui/Page';
import { DutyList } from './DutyList';
import type { CampaignDetail, Step } from './queries';
import { SaveBar } from './SaveBar';
import classes from './ScriptEditor.module.css';
import {
  fill,
  freshId,
  hasUnknownPlaceholder,
  isComplete,
  opened,
  type Placeholder,
  placeholders,
  swapped,
} from './script';
import { useEditCampaign } from './useEditCampaign';

const MOST_STEPS = 30;

interface ScriptEditorProps {
  campaign: CampaignDetail;
  editable: boolean;
}

/** The steps an agent reads from, beside what they will look like on a call. */
export function ScriptEditor({ campaign, editable }: ScriptEditorProps) {
  const { t } = useTranslation('supervisor');
  const [steps, setSteps] = useState<Step[]>(campaign.script);
  const edit = useEditCampaign(campaign.id);
  const change = (index: number, next: Partial<Step>) =>
    setSteps(steps.map((step, at) => (at === index ? { ...step, ...next } : step)));
  return (
    <div className={classes.columns}>
      <Stack>
        <DutyList
          campaign={campaign}
          steps={steps}
          onPropose={editable ? (opening) => setSteps(opened(steps, opening)) : undefined}
        />
        {steps.map((step, index) => (
          <StepEditor
            key={step.id}
            step={step}
            duties={campaign.duties}
            number={index + 1}
            editable={editable}
            onChange={(next) => change(index, next)}
            onUp={index > 0 ? () => setSteps(swapped(steps, index, -1)) : undefined}
            onDown={index < steps.length - 1 ? () => setSteps(swapped(steps, index, 1)) : undefined}
            onRemove={
              steps.length > 1 ? () => setSteps(steps.filter((_, at) => at !== index)) : undefined
            }
          />
        ))}
        {editable && (
          <>
            <Button
              variant="default"
              leftSection={<IconPlus size={18} />}
              disabled={steps.length >= MOST_STEPS}
              onClick={() =>
                setSteps([...steps, { id: freshId(steps), title: '', text: '', duties: [] }])
              }
            >
              {t('script.add')}
            </Button>
            <SaveBar
              changed={JSON.stringify(steps) !== JSON.stringify(campaign.script)}
              disabled={!steps.every(isComplete)}
              saving={edit.isPending}
              error={edit.error}
              onSave={() => edit.mutate({ script: steps })}
              onUndo={() => setSteps(campaign.script)}
            />
          </>
        )}
      </Stack>
      <ScriptPreview steps={steps} partner={campaign.partner_name} />
    </div>
  );
}

interface StepEditorProps {
  step: Step;
  duties: CampaignDetail['duties'];
  number: number;
  editable: boolean;
  onChange: (next: Partial<Step>) => void;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

function StepEditor(props: StepEditorProps) {
  const { step, number, duties, editable, onChange, onUp, onDown, onRemove } = props;
  const { t } = useTranslation(['supervisor', 'control']);
  const codes = duties.map(({ code }) => code);
  const field = useRef<HTMLTextAreaElement>(null);
  const unknown = hasUnknownPlaceholder(step.text);

  const insert = (name: Placeholder) => {
    const { selectionStart: from, selectionEnd: to } = field.current ?? {
      selectionStart: step.text.length,
      selectionEnd: step.text.length,
    };
    onChange({ text: `${step.text.slice(0, from)}{${name}}${step.text.slice(to)}` });
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + name.length + 2, from + name.length + 2);
    });
  };

  return (
    <Paper p="md" component="fieldset" m={0}>
      <legend className={classes.legend}>{t('script.step', { number })}</legend>
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap">
          <TextInput
            className={classes.grow}
            size="sm"
            aria-label={t('script.step_title')}
            placeholder={t('script.step_title')}
            value={step.title}
            onChange={(event) => onChange({ title: event.currentTarget.value })}
            maxLength={80}
            readOnly={!editable}
          />
          {editable && (
            <Group gap={2} wrap="nowrap">
              <Tool label={t('script.up', { number })} onClick={onUp} icon={IconArrowUp} />
              <Tool label={t('script.down', { number })} onClick={onDown} icon={IconArrowDown} />
              <Tool label={t('script.remove', { number })} onClick={onRemove} icon={IconTrash} />
            </Group>
          )}
        </Group>
        <Textarea
          ref={field}
          aria-label={t('script.step_text')}
          placeholder={t('script.step_text')}
          value={step.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          error={unknown && t('script.unknown')}
          autosize
          minRows={2}
          maxLength={2000}
          readOnly={!editable}
        />
        {editable && (
          <Group gap={6}>
            <Text size="sm" c="dimmed">
              {t('script.insert')}
            </Text>
            {placeholders.map((name) => (
              <button
                key={name}
                type="button"
                className={classes.placeholder}
                onClick={() => insert(name)}
              >
                {t(`script.placeholder.${name}`)}
              </button>
            ))}
          </Group>
        )}
        {(editable || step.duties.length > 0) && (
          <Chip.Group
            multiple
            value={step.duties}
            onChange={(chosen) =>
              editable && onChange({ duties: codes.filter((code) => chosen.includes(code)) })
            }
          >
            <Group gap={6} role="group" aria-label={t('control:duty.of_step', { number })}>
              <Text size="sm" c="dimmed">
                {t('control:duty.says')}
              </Text>
              {duties
                .filter(({ code }) => editable || step.duties.includes(code))
                .map(({ code, label }) => (
                  <Chip key={code} value={code} size="xs">
                    {label}
                  </Chip>
                ))}
            </Group>
          </Chip.Group>
        )}
      </Stack>
    </Paper>
  );
}

interface ToolProps {
  label: string;
  icon: typeof IconArrowUp;
  onClick: (() => void) | undefined;
}

function Tool({ label, icon: Icon, onClick }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      disabled={!onClick}
      onClick={onClick}
    >
      <Icon size={18} />
    </ActionIcon>
  );
}

function ScriptPreview({ steps, partner }: { steps: Step[]; partner: string }) {
  const { t } = useTranslation('supervisor');
  const values = {
    agent: 'Malika',
    partner,
    civility: 'Mme',
    name: 'C•••',
    town: 'Le Moule',
  };
  return (
    <Panel title={t('script.preview')} className={classes.preview}>
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.id}>
            <Text fw={650} size="sm">
              {step.title || '…'}
              {step.duties.length > 0 && (
                <Text span c="dimmed" size="sm" fw={400}>
                  {' '}
                  · {t('script.must')}
                </Text>
              )}
            </Text>
            <Text>{fill(step.text, values) || '…'}</Text>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
