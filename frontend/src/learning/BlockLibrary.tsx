import { Badge, Button, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { blocksQuery } from './queries';

/** The blocks that assessments are composed from: shipped, written here, withdrawn. */
export function BlockLibrary() {
  const { t } = useTranslation('learning');
  const { data, error, refetch } = useQuery(blocksQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <Panel
      title={t('blocks.title', { count: data.length })}
      aside={
        <Button
          component={Link}
          to="/trainer/new-block"
          variant="default"
          leftSection={<IconPlus size={18} />}
        >
          {t('blocks.new')}
        </Button>
      }
    >
      <WideTable minWidth={720}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('blocks.name')}</Table.Th>
              <Table.Th>{t('blocks.how')}</Table.Th>
              <Table.Th>{t('library.competences')}</Table.Th>
              <Table.Th>{t('blocks.items')}</Table.Th>
              <Table.Th>{t('library.version_head')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((block) => (
              <Table.Tr key={block.code}>
                <Table.Td>
                  <Link to="/trainer/blocks/$code" params={{ code: block.code }}>
                    {block.title}
                  </Link>
                  <Text size="sm" c="dimmed">
                    {t('module.about_minutes', { count: block.minutes })}
                  </Text>
                </Table.Td>
                <Table.Td>{t(`block.${block.kind}`)}</Table.Td>
                <Table.Td>{block.competences.join(', ').toUpperCase() || '–'}</Table.Td>
                <Table.Td>{block.questions}</Table.Td>
                <Table.Td>
                  {block.version === 0 ? t('blocks.as_shipped') : block.version}{' '}
                  {block.withdrawn ? (
                    <Badge color="gray">{t('blocks.withdrawn')}</Badge>
                  ) : (
                    block.version > 0 && <Badge color="cobalt">{t('library.own')}</Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}
