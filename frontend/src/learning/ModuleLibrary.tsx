import { Badge, Button, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { modulesQuery } from './queries';

/** Every module of the site: which version holds, what it trains, how it goes. */
export function ModuleLibrary() {
  const { t } = useTranslation('learning');
  const { data, error, refetch } = useQuery(modulesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <Panel
      title={t('library.title', { count: data.length })}
      aside={
        <Button
          component={Link}
          to="/trainer/new-module"
          variant="default"
          leftSection={<IconPlus size={18} />}
        >
          {t('library.new')}
        </Button>
      }
    >
      <WideTable minWidth={720}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('plan.module')}</Table.Th>
              <Table.Th>{t('library.competences')}</Table.Th>
              <Table.Th>{t('library.version_head')}</Table.Th>
              <Table.Th>{t('library.open')}</Table.Th>
              <Table.Th>{t('library.done')}</Table.Th>
              <Table.Th>{t('library.average')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((module) => (
              <Table.Tr key={module.code}>
                <Table.Td>
                  <Link to="/trainer/modules/$code" params={{ code: module.code }}>
                    {module.title}
                  </Link>
                  <Text size="sm" c="dimmed">
                    {t('module.about_minutes', { count: module.minutes })}
                  </Text>
                </Table.Td>
                <Table.Td>{module.competences.join(', ').toUpperCase()}</Table.Td>
                <Table.Td>
                  {module.version} {module.own && <Badge color="cobalt">{t('library.own')}</Badge>}
                </Table.Td>
                <Table.Td>{module.open}</Table.Td>
                <Table.Td>{module.done}</Table.Td>
                <Table.Td>{module.average === null ? '–' : `${module.average} %`}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}
