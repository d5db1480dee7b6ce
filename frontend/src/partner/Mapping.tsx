import { Alert, Button, Group, Paper, Select, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconEye, IconLock, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  CallList,
  ImportOrder,
  ListField,
  ListUse,
  Preview,
  PreviewColumn,
} from '../api/lists';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { ConsentStep } from './ConsentStep';
import { type Draft, draftOf, has, uses, withField, withUse } from './mapping';
import { previewQuery } from './queries';
import { Steps } from './Steps';
import classes from './Wizard.module.css';

type Encoding = NonNullable<ImportOrder['encoding']>;
const encodings: Encoding[] = ['utf-8', 'cp1252', 'iso8859-15', 'utf-16', 'mac_roman', 'cp850'];

export function Mapping({ list }: { list: CallList }) {
  const { data, error, refetch } = useQuery(previewQuery(list.id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Understood key={list.id} list={list} preview={data} />;
}

/** Two steps over one draft: what each column is, then why these people may be called. */
function Understood({ list, preview }: { list: CallList; preview: Preview }) {
  const { t } = useTranslation('partner');
  const [draft, setDraft] = useState(() => draftOf(preview.columns));
  const [encoding, setEncoding] = useState<Encoding | null>(null);
  const [confirmed, setConfirmed] = useState(false);
  const ready = has(draft, 'phone');
  if (confirmed) {
    return (
      <ConsentStep
        list={list}
        columns={draft}
        encoding={encoding}
        onBack={() => setConfirmed(false)}
      />
    );
  }
  return (
    <>
      <Steps active={1} />
      <Paper p="lg">
        <Stack gap="md">
          <Text fw={650} size="lg">
            {t('mapping.title')}
          </Text>
          <Facts preview={preview} />
          {preview.kind !== 'xlsx' && (
            <EncodingChoice found={preview.encoding} chosen={encoding} onChoose={setEncoding} />
          )}
          <Columns preview={preview} draft={draft} onChange={setDraft} />
          {!ready && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle />}>
              {t('mapping.no_phone')}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button disabled={!ready} onClick={() => setConfirmed(true)}>
              {t('mapping.confirm')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}

function Facts({ preview }: { preview: Preview }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const separators: Record<string, string> = {
    ';': t('mapping.semicolon'),
    ',': t('mapping.comma'),
    '\t': t('mapping.tab'),
    '|': t('mapping.bar'),
  };
  const { lines_estimate, separator, header_line, sheet, columns } = preview;
  return (
    <ul className={classes.facts}>
      <li>
        {t('mapping.lines', { count: lines_estimate, formatted: format.number(lines_estimate) })}
      </li>
      <li>{t('mapping.columns', { count: columns.length })}</li>
      {sheet && <li>{t('mapping.sheet', { name: sheet })}</li>}
      {separators[separator] && <li>{t('mapping.separator', { name: separators[separator] })}</li>}
      <li>
        {header_line > 0 ? t('mapping.header', { line: header_line }) : t('mapping.no_header')}
      </li>
    </ul>
  );
}

interface EncodingChoiceProps {
  found: string;
  chosen: Encoding | null;
  onChoose: (encoding: Encoding | null) => void;
}

function EncodingChoice({ found, chosen, onChoose }: EncodingChoiceProps) {
  const { t } = useTranslation('partner');
  return (
    <details>
      <summary>{t('mapping.accents')}</summary>
      <Select
        mt="xs"
        maw={320}
        size="sm"
        label={t('mapping.encoding')}
        description={t('mapping.encoding_text', { found })}
        placeholder={found}
        data={encodings}
        value={chosen}
        onChange={(value) => onChoose(value as Encoding | null)}
        clearable
      />
    </details>
  );
}

interface ColumnsProps {
  preview: Preview;
  draft: Draft[];
  onChange: (draft: Draft[]) => void;
}

function Columns({ preview, draft, onChange }: ColumnsProps) {
  const { t } = useTranslation('partner');
  return (
    <WideTable minWidth={820}>
      <Table verticalSpacing="xs" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('mapping.column')}</Table.Th>
            <Table.Th>{t('mapping.samples')}</Table.Th>
            <Table.Th>{t('mapping.is')}</Table.Th>
            <Table.Th>{t('mapping.becomes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {draft.map((choice) => {
            const column = preview.columns.find(({ index }) => index === choice.index);
            return (
              column && (
                <ColumnRow
                  key={choice.index}
                  column={column}
                  choice={choice}
                  onField={(field) => onChange(withField(draft, choice.index, field))}
                  onUse={(use) => onChange(withUse(draft, choice.index, use))}
                />
              )
            );
          })}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

interface ColumnRowProps {
  column: PreviewColumn;
  choice: Draft;
  onField: (field: ListField) => void;
  onUse: (use: ListUse) => void;
}

const useIcons = { dial: IconPhone, card: IconEye, point: IconEye, sealed: IconLock };

function ColumnRow({ column, choice, onField, onUse }: ColumnRowProps) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const header = column.header || t('mapping.unnamed', { number: column.index + 1 });
  const offered = uses[choice.field];
  const Icon = choice.use === 'ignore' ? null : useIcons[choice.use];
  return (
    <Table.Tr className={classes.row} data-ignored={choice.field === 'ignore' || undefined}>
      <Table.Td>
        <div className={classes.header}>{header}</div>
        <Text size="sm" c="dimmed">
          {t('mapping.filled', { share: format.percent(column.filled) })}
        </Text>
      </Table.Td>
      <Table.Td>
        {column.samples.slice(0, 3).map((sample, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: samples repeat and never move
          <div key={index} className={classes.samples}>
            {sample}
          </div>
        ))}
      </Table.Td>
      <Table.Td>
        <Select
          size="sm"
          w={220}
          aria-label={t('mapping.is_of', { column: header })}
          data={(Object.keys(uses) as ListField[]).map((field) => ({
            value: field,
            label: t(`field.${field}`),
          }))}
          value={choice.field}
          onChange={(field) => field && onField(field as ListField)}
          allowDeselect={false}
          searchable
          maxDropdownHeight={320}
        />
      </Table.Td>
      <Table.Td>
        {offered.length > 1 ? (
          <Select
            size="sm"
            w={290}
            aria-label={t('mapping.becomes_of', { column: header })}
            data={offered.map((use) => ({ value: use, label: t(`use.${use}`) }))}
            value={choice.use}
            onChange={(use) => use && onUse(use as ListUse)}
            allowDeselect={false}
            leftSection={Icon && <Icon size={17} />}
          />
        ) : (
          <span className={classes.note}>
            {Icon && <Icon size={17} aria-hidden="true" />}
            {t(`use.${choice.use}`)}
          </span>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
