import { Button, Paper, Text, Title } from '@mantine/core';
import { IconCheck, IconSignature } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import type { Workstation } from '../api/types';
import { useFormat } from '../shared/format';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import classes from './DayPanel.module.css';
import { workstationQuery } from './queries';

/** My shift, my hours, and the signature of this half-day. */
export function MyTime({ duty, working }: { duty: Workstation['duty']; working: boolean }) {
  const { t } = useTranslation('shifts');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const { shift, keeps_shifts: keeps, on_shift: onShift, presence } = duty;
  const hours = (seconds: number) =>
    t('mine.hours', {
      hours: format.number(Math.floor(seconds / 3600)),
      minutes: String(Math.floor((seconds % 3600) / 60)).padStart(2, '0'),
    });
  return (
    <Paper component="section" p="lg" aria-labelledby="time-title">
      <Title order={2} size="h4" mb="sm" id="time-title">
        {t('mine.title')}
      </Title>
      {(keeps || shift) && (
        <>
          <Text mb="sm">
            {t('mine.shift')} :{' '}
            <strong>
              {shift
                ? t('mine.span', {
                    from: format.time(shift.begins, zone),
                    to: format.time(shift.ends, zone),
                  })
                : t('mine.none')}
            </strong>
            {shift && !onShift && ` · ${t('mine.not_open')}`}
          </Text>
          <dl className={classes.figures}>
            <div className={classes.figure}>
              <dt>{t('mine.today')}</dt>
              <dd>{hours(duty.today_seconds)}</dd>
            </div>
            <div className={classes.figure}>
              <dt>{t('mine.week')}</dt>
              <dd>{hours(duty.week_seconds)}</dd>
            </div>
          </dl>
        </>
      )}
      <Signature presence={presence} zone={zone} may={keeps ? onShift : working} />
    </Paper>
  );
}

interface SignatureProps {
  presence: Workstation['duty']['presence'];
  zone: string;
  may: boolean;
}

function Signature({ presence, zone, may }: SignatureProps) {
  const { t } = useTranslation('shifts');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const sign = useMutation({
    mutationFn: () => api.POST('/api/workstation/presence'),
    onSuccess: () => toastDone(t('mine.thanks')),
    onError: toast,
    onSettled: () => client.invalidateQueries(workstationQuery),
  });
  const { half, signed_at: signed, countersigned } = presence;
  if (signed) {
    return (
      <Text mt="md" c="teal.8" fw={600}>
        <IconCheck size={17} aria-hidden="true" className={classes.tick} />{' '}
        {t(`mine.signed.${half}`, { time: format.time(signed, zone) })}
        {countersigned && ` · ${t('mine.confirmed')}`}
      </Text>
    );
  }
  return (
    <Button
      mt="md"
      fullWidth
      variant="default"
      leftSection={<IconSignature size={20} />}
      disabled={!may}
      loading={sign.isPending}
      onClick={() => sign.mutate()}
    >
      {t(`mine.sign.${half}`)}
    </Button>
  );
}
