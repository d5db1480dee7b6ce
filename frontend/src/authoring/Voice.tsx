import { ActionIcon, Alert, Button, Group, Text } from '@mantine/core';
import { IconMicrophone, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Hear } from '../shared/ui/Hear';
import { forgetVoice, keepVoice, voicesQuery } from './queries';
import { LONGEST, useRecorder } from './use-recorder';

interface VoiceProps {
  code: string;
  line: string;
  /** Place of the wording in its line. */
  at: number;
  /** The words are not the saved ones: a recording would be of other words. */
  unsaved?: boolean;
}

/** The recorded voice of one wording: record, listen, record anew, delete. */
export function Voice({ code, line, at, unsaved }: VoiceProps) {
  const { t } = useTranslation('authoring');
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data: voices } = useQuery(voicesQuery(code));
  const recorded = voices?.find((each) => each.line === line && each.at === at);
  const changed = (message: string) => {
    void client.invalidateQueries({ queryKey: voicesQuery(code).queryKey });
    toastDone(message);
  };
  const keep = useMutation({
    mutationFn: (sound: Blob) => keepVoice(code, line, at, sound),
    onSuccess: () => changed(t('voice.kept')),
    onError: toast,
  });
  const forget = useMutation({
    mutationFn: () => forgetVoice(code, line, at),
    onSuccess: () => changed(t('voice.deleted')),
    onError: toast,
  });
  const { state, start, stop } = useRecorder((sound) => keep.mutate(sound));
  const number = at + 1;
  if (unsaved) return <Text size="xs">{t('voice.save_first')}</Text>;
  return (
    <>
      <Group gap={6}>
        {state === 'recording' ? (
          <Button
            size="compact-sm"
            color="red"
            leftSection={<IconPlayerStopFilled size={16} />}
            onClick={stop}
          >
            {t('voice.stop', { seconds: LONGEST })}
          </Button>
        ) : (
          <ActionIcon
            variant="default"
            size="lg"
            loading={keep.isPending}
            aria-label={t(recorded ? 'voice.again' : 'voice.record', { number })}
            title={t(recorded ? 'voice.again' : 'voice.record', { number })}
            onClick={() => void start()}
          >
            <IconMicrophone size={18} />
          </ActionIcon>
        )}
        {recorded && state !== 'recording' && (
          <>
            <Hear
              key={keep.submittedAt}
              source={`/api/scenarios/${code}/lines/${line}/${String(at)}/voice`}
              label={t('voice.listen', { number })}
              stop={t('voice.silent')}
            />
            <ActionIcon
              variant="default"
              size="lg"
              loading={forget.isPending}
              aria-label={t('voice.delete', { number })}
              title={t('voice.delete', { number })}
              onClick={() => forget.mutate()}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </>
        )}
      </Group>
      {state === 'no_microphone' && (
        <Alert color="orange" role="alert">
          <Text size="sm">{t('voice.no_microphone')}</Text>
          <Button
            size="compact-sm"
            mt="xs"
            variant="default"
            onClick={() => globalThis.location.reload()}
          >
            {t('voice.reload')}
          </Button>
        </Alert>
      )}
    </>
  );
}
