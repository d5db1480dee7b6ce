import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { exchangeQuery } from './queries';
import { leaving, save } from './save';

/** Takes a file of the partner's data away, and says beforehand when it leaves encrypted to the partner's key. */
export function SaveButton(props: { address: string; label: string; icon: ReactNode }) {
  const { address, label, icon } = props;
  const { t } = useTranslation('partner');
  const { data: exchange } = useQuery(exchangeQuery);
  return (
    <Button
      leftSection={icon}
      disabled={!exchange}
      onClick={() => save(leaving(address, exchange?.recipient))}
    >
      {exchange?.recipient ? t('encrypted', { what: label }) : label}
    </Button>
  );
}
