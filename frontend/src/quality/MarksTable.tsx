import { Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { WideTable } from '../shared/ui/WideTable';
import type { Criterion, Mark, Marks } from './marks';

const colours: Record<Mark, string> = {
  met: 'teal',
  partly: 'cobalt',
  missed: 'orange',
  unacceptable: 'red',
};

interface MarksTableProps {
  criteria: Criterion[];
  /** A name may be of two lines. */
  columns: { name: string; marks: Marks }[];
  /** Criteria on which the scorers do not agree. */
  differing?: string[];
}

/** Marks side by side, and where they differ. */
export function MarksTable({ criteria, columns, differing = [] }: MarksTableProps) {
  const { t } = useTranslation('quality');
  return (
    <WideTable minWidth={300 + 150 * columns.length}>
      <Table verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('criterion')}</Table.Th>
            {columns.map(({ name }) => (
              <Table.Th key={name} style={{ whiteSpace: 'pre-line' }}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {criteria.map(({ id, label, glossary }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row" fw={600} ta="left">
                {label}{' '}
                {differing.includes(id) && (
                  <Badge color="orange" size="sm">
                    {t('differs')}
                  </Badge>
                )}
                <Text size="sm" c="dimmed" fw={400}>
                  {glossary}
                </Text>
              </Table.Th>
              {columns.map(({ name, marks }) => {
                const mark = marks[id];
                return (
                  <Table.Td key={name}>
                    {mark ? <Badge color={colours[mark]}>{t(`mark.${mark}`)}</Badge> : '–'}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
