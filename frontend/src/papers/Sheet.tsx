import { Alert, Table, Text, Title } from '@mantine/core';
import { WideTable } from '../shared/ui/WideTable';
import classes from './Papers.module.css';
import type { PaperRead } from './queries';

/** What a paper says, in the words and the language that are signed. */
export function Sheet({ paper }: { paper: PaperRead }) {
  const { content } = paper;
  return (
    <div className={classes.sheet} lang={content.language}>
      <Text c="dimmed" mb="md">
        {content.lead}
      </Text>
      <Facts pairs={content.facts ?? []} />
      {(content.sections ?? []).map((section) => (
        <section key={section.title}>
          <Title order={3} size="h4">
            {section.title}
          </Title>
          {section.words?.map((line) => (
            <Text key={line} mb={6}>
              {line}
            </Text>
          ))}
          <Facts pairs={section.facts ?? []} />
          {section.points && section.points.length > 0 && (
            <ul>
              {section.points.map((point) => (
                <li key={point}>{point}</li>
              ))}
            </ul>
          )}
          {section.table && section.table.rows.length > 0 && (
            <WideTable minWidth={480}>
              <Table aria-label={section.title}>
                <Table.Thead>
                  <Table.Tr>
                    {section.table.head.map((head) => (
                      <Table.Th key={head} scope="col">
                        {head}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {section.table.rows.map((row) => (
                    <Table.Tr key={row.join('|')}>
                      {row.map((cell, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: cells have a place and nothing else
                        <Table.Td key={at}>{cell}</Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </WideTable>
          )}
        </section>
      ))}
      {content.notice && <Alert mt="md">{content.notice}</Alert>}
    </div>
  );
}

function Facts({ pairs }: { pairs: string[][] }) {
  if (pairs.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {pairs.map(([name, value]) => (
        <Pair key={name} name={name ?? ''} value={value ?? ''} />
      ))}
    </dl>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
