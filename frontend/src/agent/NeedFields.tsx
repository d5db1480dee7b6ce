import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HandOut, OutcomeChoice } from '../api/types';
import { CallbackPicker } from './CallbackPicker';
import { Choices } from './Choices';
import { asksDecision, asksResolution, type Draft, type Field, mustMeasure } from './draft';
import { Scale } from './Scale';
import { SlotPicker } from './SlotPicker';

interface NeedFieldsProps {
  handOut: HandOut;
  choice: OutcomeChoice;
  draft: Draft;
  missing: Set<Field>;
  onChange: (draft: Draft) => void;
}

/** The small typed form of the chosen outcome. */
export function NeedFields({ handOut, choice, draft, missing, onChange }: NeedFieldsProps) {
  const { t } = useTranslation('agent');
  if (choice.needs.length === 0) return null;
  const shared = { choice, draft, missing, onChange };
  const errorOf = (field: Field) => (missing.has(field) ? t('outcome.missing') : undefined);
  const has = (need: OutcomeChoice['needs'][number]) => choice.needs.includes(need);
  return (
    <Stack gap="lg" data-needs>
      {has('reason') && (
        <Choices
          field="reason"
          legend={t('reason.legend')}
          value={draft.reason}
          options={choice.reasons.map(({ code, label }, index) => ({
            value: code,
            label,
            hotkey: String(index + 1),
          }))}
          onChange={(reason) => onChange({ ...draft, reason })}
          error={errorOf('reason')}
        />
      )}
      {has('slot') && (
        <SlotPicker
          handOut={handOut}
          value={draft.slotId}
          onChange={(slotId) => onChange({ ...draft, slotId })}
          error={errorOf('slot')}
        />
      )}
      {has('callback_at') && (
        <CallbackPicker
          handOut={handOut}
          draft={draft}
          onChange={onChange}
          error={errorOf('callback_at')}
        />
      )}
      {has('loyalty') && <LoyaltyFields {...shared} />}
      {has('after_sales') && <AfterSalesFields {...shared} />}
    </Stack>
  );
}

type FieldsProps = Omit<NeedFieldsProps, 'handOut'>;

const decisions = ['accepted', 'kept', 'refused', 'terminated'] as const;

function LoyaltyFields({ choice, draft, missing, onChange }: FieldsProps) {
  const { t } = useTranslation('agent');
  const errorOf = (field: Field) => (missing.has(field) ? t('outcome.missing') : undefined);
  return (
    <>
      {asksDecision(choice) && (
        <Choices
          field="decision"
          legend={t('loyalty.decision')}
          value={draft.decision}
          options={decisions.map((value, index) => ({
            value,
            label: t(`loyalty.${value}`),
            hotkey: String(index + 1),
          }))}
          onChange={(decision) => onChange({ ...draft, decision })}
          error={errorOf('decision')}
        />
      )}
      <Scale
        field="score"
        legend={t('loyalty.score')}
        hint={t('loyalty.score_hint')}
        from={0}
        to={10}
        must={mustMeasure(choice)}
        value={draft.score}
        onChange={(score) => onChange({ ...draft, score })}
        error={errorOf('score')}
      />
    </>
  );
}

const caseKinds = ['delivery', 'defect', 'billing', 'usage', 'contract', 'other'] as const;
const resolutions = ['solved', 'escalated', 'return', 'information', 'unsolved'] as const;

function AfterSalesFields({ choice, draft, missing, onChange }: FieldsProps) {
  const { t } = useTranslation('agent');
  const errorOf = (field: Field) => (missing.has(field) ? t('outcome.missing') : undefined);
  return (
    <>
      <Choices
        field="case_kind"
        legend={t('after_sales.case_kind')}
        value={draft.caseKind}
        options={caseKinds.map((value, index) => ({
          value,
          label: t(`case_kind.${value}`),
          hotkey: String(index + 1),
        }))}
        onChange={(caseKind) => onChange({ ...draft, caseKind })}
        error={errorOf('case_kind')}
      />
      {asksResolution(choice) && (
        <Choices
          field="resolution"
          legend={t('after_sales.resolution')}
          value={draft.resolution}
          options={resolutions.map((value, index) => ({
            value,
            label: t(`resolution.${value}`),
            hotkey: String(index + 1),
          }))}
          onChange={(resolution) => onChange({ ...draft, resolution })}
          error={errorOf('resolution')}
        />
      )}
      <Scale
        field="satisfaction"
        legend={t('after_sales.satisfaction')}
        hint={t('after_sales.satisfaction_hint')}
        from={1}
        to={5}
        must={mustMeasure(choice)}
        value={draft.satisfaction}
        onChange={(satisfaction) => onChange({ ...draft, satisfaction })}
        error={errorOf('satisfaction')}
      />
    </>
  );
}
