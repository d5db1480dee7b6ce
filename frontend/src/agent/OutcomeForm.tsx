import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconArrowLeft, IconCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { isApiError } from '../api/errors';
import type { HandOut, OutcomeChoice, OutcomeRead } from '../api/types';
import { CallbackOffer } from '../shared/callbacks/CallbackOffer';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Key } from '../shared/ui/Key';
import { bodyOf, type Draft, dropDraft, type Field, missing } from './draft';
import { keepLapsed, lapsedOf } from './lapsed';
import { useLine } from './line';
import { NeedFields } from './NeedFields';
import { NoteField } from './NoteField';
import classes from './OutcomeForm.module.css';
import { appointmentQuery, slotsQuery } from './queries';
import { SlotOffer } from './SlotOffer';
import { Summary } from './Summary';

interface OutcomeFormProps {
  handOut: HandOut;
  draftPlace: string;
  draft: Draft;
  choice: OutcomeChoice;
  live: boolean;
  corrects: OutcomeRead | undefined;
  onChange: (draft: Draft) => void;
  onBack: () => void;
  onRecorded: (outcome: OutcomeRead) => void;
}

/** What the chosen outcome needs, a short note, and one look back before it is recorded. */
export function OutcomeForm({ draft, choice, live, onChange, onBack, ...props }: OutcomeFormProps) {
  const { t } = useTranslation(['agent', 'network']);
  const sentence = useErrorSentence();
  const form = useRef<HTMLFormElement>(null);
  const [asked, setAsked] = useState<Field[]>([]);
  const record = useRecord({ draft, choice, onChange, ...props });
  /** When the slot that was sent begins: what is offered instead comes after it. */
  const lost = useRef<string | null>(null);
  const client = useQueryClient();
  const line = useLine();

  useEffect(() => {
    const target = choice.needs.length > 0 ? '[data-needs] input' : '[type=submit]';
    const first = form.current?.querySelector<HTMLElement>(target);
    first?.focus({ preventScroll: true });
  }, [choice]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (record.isPending) return;
    const gaps = missing(draft, choice);
    setAsked(gaps);
    const offer = form.current?.querySelector<HTMLElement>('[data-offer]');
    const slots = client.getQueryData(slotsQuery(line, props.handOut.id).queryKey);
    lost.current = slots?.find(({ id }) => id === draft.slotId)?.starts_at ?? lost.current;
    if (gaps.length === 0 && offer) offer.focus();
    else if (gaps.length === 0) record.mutate();
    else form.current?.querySelector<HTMLElement>(`[data-field=${gaps[0]}] input`)?.focus();
  };
  const stillAsked = new Set(asked.filter((field) => missing(draft, choice).includes(field)));

  return (
    <form
      ref={form}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && !record.isPending && onBack()}
      noValidate
    >
      <Stack gap="lg">
        <Group justify="space-between" wrap="nowrap">
          <div>
            <Text size="sm" c="dimmed">
              {t('outcome.chosen')}
            </Text>
            <Title order={2} size="h3">
              {choice.label}
            </Title>
          </div>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconArrowLeft size={18} />}
            rightSection={<Key name={t('key.escape')} />}
            disabled={record.isPending}
            onClick={onBack}
          >
            {t('outcome.change')}
          </Button>
        </Group>
        <fieldset className={classes.fields} disabled={record.isPending}>
          <Stack gap="lg">
            <NeedFields
              handOut={props.handOut}
              choice={choice}
              draft={draft}
              missing={stillAsked}
              onChange={onChange}
            />
            <NoteField value={draft.note} onChange={(note) => onChange({ ...draft, note })} />
          </Stack>
        </fieldset>
        <div className={classes.end}>
          <Summary handOut={props.handOut} draft={draft} choice={choice} />
          {record.isPending && (record.isPaused || record.failureCount > 0) && (
            <Alert
              role="alert"
              color="orange"
              icon={<IconPlugConnectedX />}
              title={t('network:waiting.title')}
            >
              {t('network:waiting.text')}
            </Alert>
          )}
          {record.isError &&
            (isApiError(record.error, 'callback_time') ? (
              <CallbackOffer
                at={record.error.nextAt}
                zone={props.handOut.card.local_time_zone}
                reason={record.error.fields[0]?.code ?? ''}
                onTake={(callbackAt) => {
                  record.reset();
                  onChange({ ...draft, callbackAt });
                  form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
                }}
              />
            ) : isApiError(record.error, 'slot_taken') && lost.current ? (
              <SlotOffer
                handOut={props.handOut}
                lost={lost.current}
                sentence={sentence(record.error)}
                onTake={(slotId) => {
                  record.reset();
                  onChange({ ...draft, slotId });
                  form.current?.querySelector<HTMLElement>('[type=submit]')?.focus();
                }}
              />
            ) : (
              <Alert role="alert" color="red" icon={<IconAlertCircle />}>
                {sentence(record.error)}
              </Alert>
            ))}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {live ? t('outcome.will_hang_up') : ''}
            </Text>
            <Button
              type="submit"
              size="lg"
              loading={record.isPending}
              leftSection={<IconCheck size={22} />}
              rightSection={<Key name={t('key.enter')} on="dark" />}
            >
              {props.corrects
                ? t('outcome.correct')
                : live
                  ? t('outcome.hang_up_record')
                  : t('outcome.record')}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

/** Between two tries while the server cannot be reached. */
const LONGEST_WAIT_MS = 5_000;

type RecordArguments = Omit<OutcomeFormProps, 'live' | 'onBack'>;

function useRecord({
  handOut,
  draftPlace,
  draft,
  choice,
  corrects,
  onChange,
  onRecorded,
}: RecordArguments) {
  const { t } = useTranslation('agent');
  const client = useQueryClient();
  const line = useLine();
  return useMutation({
    // However often it is sent it is recorded once (the draft's key): a network that is away only makes it late.
    retry: (_, error) => isApiError(error) && (error.status === 0 || error.status >= 502),
    retryDelay: (count) => Math.min(LONGEST_WAIT_MS, 1000 * 2 ** count),
    mutationFn: async () => {
      const body = bodyOf(draft, choice);
      const held = client.getQueryData(appointmentQuery(handOut.id).queryKey);
      if (choice.code === 'confirmed' && held) body.appointment_id = held.id;
      if (corrects) {
        return read(
          api.POST('/api/outcomes/{outcome_id}/correction', {
            params: {
              path: { outcome_id: corrects.id },
              header: { 'Idempotency-Key': draft.key },
            },
            body,
          }),
        );
      }
      await line.hangUp(handOut);
      return line.record(handOut, body, draft.key);
    },
    onSuccess: (outcome) => {
      dropDraft(draftPlace);
      onRecorded(outcome);
      toastDone(t('outcome.recorded', { label: outcome.label }));
    },
    onError: (error) => {
      if (isApiError(error, 'hand_out_over')) {
        const lapsed = lapsedOf(handOut, draft);
        if (lapsed) keepLapsed(lapsed);
      }
      if (isApiError(error, 'appointment_gone')) {
        void client.invalidateQueries(appointmentQuery(handOut.id));
      }
      if (!isApiError(error, 'slot_taken')) return;
      onChange({ ...draft, slotId: null });
      void client.invalidateQueries(slotsQuery(line, handOut.id));
    },
    onSettled: () => client.invalidateQueries({ queryKey: line.snapshot }),
  });
}
