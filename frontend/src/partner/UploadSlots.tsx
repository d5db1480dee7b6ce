import {
  Alert,
  Button,
  FileButton,
  Group,
  List,
  Modal,
  NumberInput,
  ScrollArea,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { PlaceClock, useThere } from './PlaceClock';
import { slotsQuery } from './queries';

type Preview = components['schemas']['SlotPreview'];

interface UploadSlotsProps {
  zone: string;
  places: string[];
  onClose: () => void;
}

/** A file of slots: what it says where it is silent, then what was understood, then taken. */
export function UploadSlots({ zone, places, onClose }: UploadSlotsProps) {
  const { t } = useTranslation(['partner', 'common']);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [clock, setClock] = useState(zone);
  const [place, setPlace] = useState(places[0] ?? '');
  const [capacity, setCapacity] = useState(1);
  const [minutes, setMinutes] = useState(30);
  const [notice, setNotice] = useState(0);
  const [file, setFile] = useState<File | null>(null);
  const look = useMutation({
    mutationFn: (chosen: File): Promise<Preview> =>
      read(
        api.POST('/api/slots/preview', {
          params: { query: { zone: clock, place, capacity, minutes, notice: notice * 60 } },
          body: chosen as unknown as string,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      ),
  });
  const take = useMutation({
    mutationFn: (preview: Preview) =>
      read(
        api.POST('/api/slots', {
          body: preview.slots.map(({ line: _line, ...slot }) => slot),
        }),
      ),
    onSuccess: async (made) => {
      await client.invalidateQueries(slotsQuery);
      toastDone(t('slots.added', { count: made.length }));
      onClose();
    },
  });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen) look.mutate(chosen);
  };
  const failed = look.error ?? take.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('slot_file.title')}
        </Text>
      }
    >
      <Stack gap="md">
        <Text>{t('slot_file.text')}</Text>
        <Group grow align="flex-start">
          <PlaceClock
            label={t('slot_file.zone')}
            description={t('slot_file.zone_text')}
            own={zone}
            value={clock}
            onChange={setClock}
          />
          <TextInput
            label={t('slots.place')}
            description={t('slot_file.silent')}
            value={place}
            maxLength={80}
            onChange={(event) => setPlace(event.currentTarget.value)}
          />
        </Group>
        <Group grow align="flex-start">
          <NumberInput
            size="md"
            label={t('slots.capacity')}
            description={t('slot_file.silent')}
            min={1}
            max={50}
            value={capacity}
            onChange={(value) => setCapacity(Number(value) || 1)}
          />
          <NumberInput
            size="md"
            label={t('slots.length')}
            description={t('slot_file.silent')}
            min={5}
            max={720}
            value={minutes}
            onChange={(value) => setMinutes(Number(value) || 30)}
          />
          <NumberInput
            size="md"
            label={t('slots.notice')}
            description={t('slot_file.silent')}
            min={0}
            max={336}
            value={notice}
            onChange={(value) => setNotice(Number(value) || 0)}
          />
        </Group>
        <Group>
          <FileButton
            onChange={choose}
            accept=".csv,.txt,.tsv,.ics,text/csv,text/calendar"
            inputProps={{ 'aria-label': t('slot_file.choose') }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconFileUpload size={19} />}
                loading={look.isPending}
              >
                {t('slot_file.choose')}
              </Button>
            )}
          </FileButton>
          {file && (
            <>
              <Text c="dimmed">{file.name}</Text>
              <Button variant="subtle" size="sm" onClick={() => look.mutate(file)}>
                {t('slot_file.again')}
              </Button>
            </>
          )}
        </Group>
        {failed && (
          <Alert color="red" role="alert">
            {sentence(failed)}
          </Alert>
        )}
        {look.data && <Found preview={look.data} zone={zone} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button
            disabled={!look.data || look.data.slots.length === 0 || look.isPending}
            loading={take.isPending}
            onClick={() => look.data && take.mutate(look.data)}
          >
            {t('slot_file.take', { count: look.data?.slots.length ?? 0 })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What was understood and what was refused, before anything is taken. */
function Found({ preview, zone }: { preview: Preview; zone: string }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const there = useThere(zone);
  const known = preview.columns.filter(({ meaning }) => meaning !== null);
  return (
    <Stack gap="sm">
      <Text fw={650} role="status">
        {t('slot_file.counts', {
          lines: format.number(preview.lines),
          taken: format.number(preview.slots.length),
          refused: format.number(preview.refused.length),
        })}
      </Text>
      {known.length > 0 && (
        <Text size="sm" c="dimmed">
          {known
            .map(
              ({ header, meaning }) =>
                `« ${header} » → ${t(`slot_file.meaning.${meaning ?? 'date'}`)}`,
            )
            .join(' · ')}
        </Text>
      )}
      {preview.refused.length > 0 && (
        <Alert color="orange" title={t('slot_file.refused')}>
          <ScrollArea.Autosize mah={140} viewportProps={{ tabIndex: 0 }}>
            <List size="sm">
              {preview.refused.map(({ line, code, message }) => (
                <List.Item key={`${line}${code}`}>
                  {t('slot_file.line', { line })} {message}
                </List.Item>
              ))}
            </List>
          </ScrollArea.Autosize>
        </Alert>
      )}
      {preview.slots.length > 0 && (
        <ScrollArea.Autosize mah={240} viewportProps={{ tabIndex: 0 }}>
          <Table verticalSpacing={5}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('appointments.when')}</Table.Th>
                <Table.Th>{t('slots.place')}</Table.Th>
                <Table.Th ta="right">{t('slots.capacity')}</Table.Th>
                <Table.Th ta="right">{t('slots.notice')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {preview.slots.map((slot) => (
                <Table.Tr key={`${slot.starts_at}${slot.place}`}>
                  <Table.Td>
                    {format.shortDay(slot.starts_at, zone)} {format.time(slot.starts_at, zone)}–
                    {format.time(slot.ends_at, zone)}
                    {there(slot.starts_at, slot.zone) && (
                      <Text span size="sm" c="dimmed">
                        {' '}
                        {there(slot.starts_at, slot.zone)}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>{slot.place}</Table.Td>
                  <Table.Td ta="right">{slot.capacity}</Table.Td>
                  <Table.Td ta="right">{format.number(slot.notice_minutes / 60)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Stack>
  );
}
