import { Badge, Button, Table, Text } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { OwnScenarios } from '../authoring/OwnScenarios';
import { BlockLibrary } from '../learning/BlockLibrary';
import { ModuleLibrary } from '../learning/ModuleLibrary';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { scenariosQuery } from './queries';

/** Every simulated customer: what it trains, how hard it is. */
export function Library() {
  const { t } = useTranslation(['trainer', 'domain', 'practice', 'authoring']);
  const { data, error, refetch } = useQuery(scenariosQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('library.title')}
      text={t('library.text')}
      actions={
        <Button
          component={Link}
          to="/trainer/referentials"
          variant="default"
          leftSection={<IconBook2 size={18} />}
        >
          {t('referentials.title')}
        </Button>
      }
    >
      <ModuleLibrary />
      <BlockLibrary />
      <OwnScenarios />
      <Panel title={t('library.scenarios', { count: data.length })}>
        <WideTable minWidth={640}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('library.name')}</Table.Th>
                <Table.Th>{t('library.purpose')}</Table.Th>
                <Table.Th>{t('library.language')}</Table.Th>
                <Table.Th>{t('library.level')}</Table.Th>
                <Table.Th>{t('library.competences')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((scenario) => (
                <Table.Tr key={scenario.code}>
                  <Table.Td>
                    <Link to="/trainer/library/$code" params={{ code: scenario.code }}>
                      {scenario.title}
                    </Link>{' '}
                    {scenario.own && <Badge color="cobalt">{t('authoring:own.badge')}</Badge>}
                  </Table.Td>
                  <Table.Td>{t(`domain:purpose.${scenario.purpose}`)}</Table.Td>
                  <Table.Td>{t(`practice:language.${scenario.language as 'fr'}`)}</Table.Td>
                  <Table.Td>{scenario.level}</Table.Td>
                  <Table.Td>
                    <Text size="sm">{scenario.competences.join(', ').toUpperCase()}</Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      </Panel>
    </Page>
  );
}
