import { Alert, NumberInput, Slider, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconInfoCircle } from '@tabler/icons-react';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import classes from './PaySlipPage.module.css';

type PaySlip = components['schemas']['PaySlip'];
type Line = PaySlip['lines'][number];

const FIRST_HOURS = 100;
const SETTLE_MS = 150;

const colours: Partial<Record<Line['kind'], string>> = {
  own: '#0b6b46',
  savings: '#2b3fae',
  victims: '#b06a00',
};

const slipQuery = (hours: number) =>
  queryOptions({
    queryKey: ['payslip', hours],
    queryFn: () => read(api.GET('/api/payslip-example', { params: { query: { hours } } })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How pay is made and shared out, with made-up amounts: move the hours and see. */
export function PaySlipPage() {
  const { t } = useTranslation(['payslip', 'common']);
  const [hours, setHours] = useState(FIRST_HOURS);
  const [settled] = useDebouncedValue(hours, SETTLE_MS);
  const { data: slip, error, refetch } = useQuery(slipQuery(settled));
  if (!slip)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <Page
      title={t('title')}
      text={t('text')}
      back={{ to: '/', label: t('common:not_found.home') }}
      narrow
    >
      <Alert icon={<IconInfoCircle size={22} aria-hidden="true" />} color="orange">
        {t('made_up')}
      </Alert>
      <Hours hours={hours} most={Number(slip.most_hours)} onChange={setHours} />
      <Picture slip={slip} />
      <Panel title={t('steps')}>
        <ol className={classes.lines}>
          {slip.lines.map((line) => (
            <LineOf key={`${line.kind}${line.percent ?? ''}`} line={line} slip={slip} />
          ))}
        </ol>
      </Panel>
    </Page>
  );
}

interface HoursProps {
  hours: number;
  most: number;
  onChange: (hours: number) => void;
}

function Hours({ hours, most, onChange }: HoursProps) {
  const { t } = useTranslation('payslip');
  return (
    <Panel title={t('hours')}>
      <div className={classes.hours}>
        <NumberInput
          aria-label={t('hours')}
          value={hours}
          onChange={(value) => onChange(Math.min(most, Math.max(0, Number(value) || 0)))}
          min={0}
          max={most}
          allowDecimal={false}
          clampBehavior="strict"
          w={110}
        />
        <Slider
          className={classes.slider}
          thumbLabel={t('hours')}
          label={null}
          value={hours}
          onChange={onChange}
          min={0}
          max={most}
          size="lg"
        />
      </div>
    </Panel>
  );
}

/** The whole that is received, and who gets what of it. */
function Picture({ slip }: { slip: PaySlip }) {
  const { t } = useTranslation('payslip');
  const euros = useEuros();
  const kinds = ['own', 'savings', 'victims'] as const;
  const shares = kinds.map((kind) => ({
    key: kind,
    label: t(`share.${kind}`),
    value: sum(slip.lines, kind),
    colour: colours[kind] ?? '',
  }));
  return (
    <Panel title={t('received', { amount: euros(slip.net) })}>
      <div aria-live="polite">
        <Shares shares={shares} label={t('shared_out')} show={euros} />
      </div>
    </Panel>
  );
}

function LineOf({ line, slip }: { line: Line; slip: PaySlip }) {
  const { t } = useTranslation('payslip');
  const format = useFormat();
  const euros = useEuros();
  const values = {
    hours: format.number(Number(slip.hours)),
    wage: euros(slip.wage),
    base: euros(line.base),
    free: euros(slip.free),
    percent: format.number(Number(line.percent)),
  };
  return (
    <li className={classes.line} data-kind={line.kind}>
      <Stack gap={2}>
        <Text fw={650}>{t(`line.${line.kind}.name`)}</Text>
        <Text>{t(`line.${line.kind}.text`, values)}</Text>
        <Text size="sm" c="dimmed">
          {line.source || t('no_source')}
        </Text>
      </Stack>
      <Text className={classes.amount} fw={650}>
        {line.kind === 'contributions' || line.kind === 'victims' || line.kind === 'savings'
          ? `− ${euros(line.amount)}`
          : euros(line.amount)}
      </Text>
    </li>
  );
}

function sum(lines: Line[], kind: Line['kind']): number {
  return lines.filter((line) => line.kind === kind).reduce((all, l) => all + Number(l.amount), 0);
}

function useEuros(): (amount: number | string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'EUR' });
  return (amount) => format.format(Number(amount));
}
