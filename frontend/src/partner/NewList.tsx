import {
  Alert,
  Progress as Bar,
  Button,
  Group,
  Paper,
  Radio,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconCloudUpload, IconFileSpreadsheet, IconShieldLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { duration, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorSentence } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { type Mode, modes } from './modes';
import { type Agreement, companyQuery, listsQuery } from './queries';
import { Steps } from './Steps';
import { type Progress, upload } from './upload';
import classes from './Wizard.module.css';

const route = getRouteApi('/shell/partner/lists/new');
const LARGEST = 512 * 1024 * 1024;
const KINDS = ['.csv', '.txt', '.tsv', '.gz', '.xlsx', '.xlsb', '.xls', '.ods', '.age'];
const MEGABYTE = 1024 * 1024;

type Purpose = Agreement['purposes'][number];

export function NewList() {
  const { t } = useTranslation('partner');
  const { data, error, refetch } = useQuery(companyQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      narrow
      title={t('list.upload')}
      text={t('wizard.text')}
      back={{ to: '/partner/lists', label: t('list.title') }}
    >
      <Steps active={0} />
      <Paper p="xl">
        <FileForm purposes={data.agreement.purposes} />
      </Paper>
    </Page>
  );
}

interface Given {
  name: string;
  purpose: Purpose;
  file: File;
  mode: Mode;
  target: string | null;
}

/** Announces the list, sends its file, and goes on to what the vault understood of it. */
function useSend() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [progress, setProgress] = useState<Progress | null>(null);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const send = useMutation({
    mutationFn: async (given: Given) => {
      const { name, purpose, file, mode, target } = given;
      control.current = new AbortController();
      setProgress({ sent: 0, total: file.size, rate: null, left: null });
      const list = await read(
        api.POST('/api/call-lists', {
          body: {
            name,
            purpose,
            file_name: file.name.slice(-120),
            mode,
            target_id: mode === 'new' ? null : target,
          },
        }),
      );
      try {
        await upload(`/api/call-lists/${list.id}/file`, file, setProgress, control.current.signal);
      } catch (error) {
        // Nothing half sent stays behind; if that fails too, the list says itself that it is incomplete.
        const params = { path: { list_id: list.id } };
        await api.DELETE('/api/call-lists/{list_id}', { params }).catch(() => undefined);
        throw error;
      }
      return list.id;
    },
    onSuccess: (id) => navigate({ to: '/partner/lists/$id', params: { id } }),
    onSettled: () => {
      setProgress(null);
      void client.invalidateQueries(listsQuery);
    },
  });
  return { send, progress, cancel: () => control.current?.abort() };
}

function FileForm({ purposes }: { purposes: Purpose[] }) {
  const { t } = useTranslation(['partner', 'domain', 'common']);
  const sentence = useErrorSentence();
  const search = route.useSearch();
  const ready = useQuery(listsQuery).data?.filter(({ state }) => state === 'ready') ?? [];
  const [mode, setMode] = useState<Mode>(search.mode ?? 'new');
  const [target, setTarget] = useState<string | null>(search.target ?? null);
  const changed = ready.find(({ id }) => id === target);
  const [chosen, setPurpose] = useState<Purpose | null>(
    purposes.length === 1 ? (purposes[0] ?? null) : null,
  );
  const purpose = mode === 'new' ? chosen : (changed?.purpose ?? null);
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<'large' | 'kind' | 'empty' | null>(null);
  const { send, progress, cancel } = useSend();

  const take = (next: File | undefined) => {
    if (!next) return;
    setWrong(next.size === 0 ? 'empty' : null);
    if (next.size === 0) return;
    setFile(next);
    setName((before) => before || next.name.replace(/\.[^.]+$/, '').slice(0, 80));
    send.reset();
  };
  const refuse = ([first]: FileRejection[]) =>
    setWrong(first?.errors.some(({ code }) => code === 'file-too-large') ? 'large' : 'kind');

  if (progress && file) return <Sending file={file} progress={progress} onCancel={cancel} />;
  const cancelled = send.error instanceof DOMException;
  return (
    <Stack gap="lg">
      {ready.length > 0 && (
        <Radio.Group
          label={t('wizard.mode')}
          value={mode}
          onChange={(value) => setMode(value as Mode)}
        >
          <Stack gap="sm" mt="xs">
            {modes.map((each) => (
              <Radio
                key={each}
                value={each}
                label={t(`mode.${each}`)}
                description={t(`mode_text.${each}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {mode === 'new' ? (
        <Radio.Group
          label={t('wizard.purpose')}
          value={purpose ?? ''}
          onChange={(value) => setPurpose(value as Purpose)}
        >
          <Group mt="xs" gap="lg">
            {purposes.map((each) => (
              <Radio key={each} value={each} label={t(`domain:purpose.${each}`)} />
            ))}
          </Group>
        </Radio.Group>
      ) : (
        <Select
          size="md"
          label={t('wizard.target')}
          data={ready.map(({ id, name: label }) => ({ value: id, label }))}
          value={changed ? target : null}
          onChange={setTarget}
          allowDeselect={false}
        />
      )}
      {file ? (
        <div className={classes.file}>
          <IconFileSpreadsheet size={34} aria-hidden="true" />
          <div className={classes.fileName}>
            <Text fw={650}>{file.name}</Text>
            <Size bytes={file.size} />
          </div>
          <Button variant="default" size="sm" onClick={() => setFile(null)}>
            {t('wizard.other_file')}
          </Button>
        </div>
      ) : (
        <Drop onTake={take} onRefuse={refuse} />
      )}
      {wrong && (
        <Alert color="red" role="alert">
          {t(`wizard.wrong.${wrong}`)}
        </Alert>
      )}
      {file && (
        <TextInput
          label={t('wizard.name')}
          description={t('wizard.name_hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
        />
      )}
      {send.isError && (
        <Alert color={cancelled ? 'gray' : 'red'} role="alert">
          {cancelled ? t('wizard.cancelled') : sentence(send.error)}
        </Alert>
      )}
      <Group justify="space-between">
        <Text size="sm" c="dimmed" className={classes.note}>
          <IconShieldLock size={19} aria-hidden="true" />
          {t('wizard.sealed')}
        </Text>
        <Button
          disabled={!file || !purpose || !name.trim()}
          onClick={() => file && purpose && send.mutate({ name, purpose, file, mode, target })}
        >
          {t('wizard.send')}
        </Button>
      </Group>
    </Stack>
  );
}

interface DropProps {
  onTake: (file: File | undefined) => void;
  onRefuse: (files: FileRejection[]) => void;
}

function Drop({ onTake, onRefuse }: DropProps) {
  const { t } = useTranslation('partner');
  return (
    <Dropzone
      onDrop={(files) => onTake(files[0])}
      onReject={onRefuse}
      maxSize={LARGEST}
      maxFiles={1}
      multiple={false}
      validator={(file) =>
        file instanceof File && !KINDS.some((end) => file.name.toLowerCase().endsWith(end))
          ? { code: 'file-invalid-type', message: '' }
          : null
      }
      className={classes.drop ?? ''}
      inputProps={{ 'aria-label': t('wizard.choose') }}
      aria-label={t('wizard.choose')}
    >
      <div className={classes.dropInner}>
        <IconCloudUpload size={46} stroke={1.5} aria-hidden="true" />
        <Text size="lg" fw={650}>
          {t('wizard.drop')}
        </Text>
        <Text c="dimmed" size="sm">
          {t('wizard.kinds')}
        </Text>
      </div>
    </Dropzone>
  );
}

function Size({ bytes }: { bytes: number }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const size =
    bytes < MEGABYTE
      ? t('size.kb', { size: format.number(Math.max(1, Math.round(bytes / 1024))) })
      : t('size.mb', { size: format.number(Math.round(bytes / MEGABYTE)) });
  return (
    <Text span size="sm" c="dimmed">
      {size}
    </Text>
  );
}

interface SendingProps {
  file: File;
  progress: Progress;
  onCancel: () => void;
}

function Sending({ file, progress, onCancel }: SendingProps) {
  const { t } = useTranslation(['partner', 'common']);
  const format = useFormat();
  const { sent, total, rate, left } = progress;
  const part = total > 0 ? sent / total : 0;
  return (
    <Stack gap="md" py="lg">
      <Text fw={650}>{t('wizard.sending', { name: file.name })}</Text>
      <Bar
        value={100 * part}
        size="xl"
        radius="xl"
        animated
        aria-label={t('wizard.sending', { name: file.name })}
      />
      <Group justify="space-between">
        <Text c="dimmed">
          {format.percent(part)} · <Size bytes={sent} /> / <Size bytes={total} />
          {rate !== null &&
            ` · ${t('size.rate', { rate: format.number(Math.round(rate / 1024)) })}`}
          {left !== null && ` · ${t('wizard.left', { time: duration(left) })}`}
        </Text>
        <Button variant="default" onClick={onCancel}>
          {t('common:action.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
