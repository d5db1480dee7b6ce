import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { History } from './History';
import { OrderForm } from './OrderForm';
import { type Act, type NumberList, numbersQuery } from './queries';

export const PartnerNumbers = () => <NumbersPage lists={['partner']} />;
export const CentreNumbers = () => <NumbersPage lists={['centre', 'conflict']} />;

/** The do-not-call lists a person keeps: enter numbers, look one up, take one off, what was done. */
function NumbersPage({ lists }: { lists: NumberList[] }) {
  const { t } = useTranslation('numbers');
  const [list, setList] = useState<NumberList>(lists[0] ?? 'partner');
  const [act, setAct] = useState<Act>('add');
  const acts: Act[] = list === 'conflict' ? ['add', 'remove'] : ['add', 'check', 'remove'];
  const chosen = acts.includes(act) ? act : 'add';
  return (
    <Page title={t('title')} text={t(`text.${list}`)}>
      {lists.length > 1 && (
        <SegmentedControl
          aria-label={t('title')}
          style={{ alignSelf: 'flex-start' }}
          size="md"
          value={list}
          onChange={(value) => setList(value as NumberList)}
          data={lists.map((each) => ({ value: each, label: t(`list.${each}`) }))}
        />
      )}
      <Panel title={t(`list.${list}`)} aside={<Total list={list} />}>
        <Stack gap="lg">
          <Group gap="xs" wrap="nowrap">
            <IconShieldLock size={20} color="var(--good)" aria-hidden="true" />
            <Text c="dimmed">{t('promise')}</Text>
          </Group>
          <SegmentedControl
            aria-label={t('what')}
            style={{ alignSelf: 'flex-start' }}
            value={chosen}
            onChange={(value) => setAct(value as Act)}
            data={acts.map((each) => ({ value: each, label: t(`act.${each}`) }))}
          />
          <OrderForm key={`${list}-${chosen}`} list={list} act={chosen} />
        </Stack>
      </Panel>
      <Orders list={list} />
    </Page>
  );
}

function Total({ list }: { list: NumberList }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const { data } = useQuery(numbersQuery(list));
  return (
    <Group>{data && <Text fw={600}>{t('total', { n: format.number(data.total) })}</Text>}</Group>
  );
}

function Orders({ list }: { list: NumberList }) {
  const { t } = useTranslation('numbers');
  const { data, error, refetch } = useQuery(numbersQuery(list));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Panel title={t('history')}>
      <History orders={data.orders} list={list} />
    </Panel>
  );
}
