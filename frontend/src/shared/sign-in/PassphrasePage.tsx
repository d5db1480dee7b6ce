import { Alert, Button, Container, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { meQuery, useMe, useSignOut } from '../../api/session';
import { toastDone, useErrorSentence, useErrorToast } from '../ui/errors';
import { PassphraseInput } from './PassphraseInput';

const SHORTEST = 12;

export function PassphrasePage() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const router = useRouter();
  const signOut = useSignOut();
  const sentence = useErrorSentence();
  const toast = useErrorToast();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);

  const tooShort = fresh.length < SHORTEST;
  const different = fresh !== again;

  const change = useMutation({
    mutationFn: () => api.POST('/api/me/passphrase', { body: { current, new: fresh } }),
    onSuccess: () => {
      client.setQueryData(
        meQuery.queryKey,
        (who) => who && { ...who, must_change_passphrase: false },
      );
      toastDone(t('passphrase.done'));
      router.history.push('/');
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!tooShort && !different && !change.isPending) change.mutate();
  };

  return (
    <Container size={520} py="xl">
      <Paper p="xl">
        <form onSubmit={submit}>
          <Stack gap="lg">
            <div>
              <Title order={1} size="h2">
                {t('passphrase.title')}
              </Title>
              <Text c="dimmed" mt={4}>
                {me.must_change_passphrase ? t('passphrase.must') : t('passphrase.text')}
              </Text>
            </div>
            <PassphraseInput
              label={t('passphrase.current')}
              value={current}
              onChange={setCurrent}
              autoComplete="current-password"
            />
            <PassphraseInput
              label={t('passphrase.new')}
              description={t('passphrase.rule', { count: SHORTEST })}
              value={fresh}
              onChange={setFresh}
              autoComplete="new-password"
              error={tried && tooShort ? t('passphrase.too_short', { count: SHORTEST }) : undefined}
            />
            <PassphraseInput
              label={t('passphrase.again')}
              value={again}
              onChange={setAgain}
              autoComplete="new-password"
              error={tried && different ? t('passphrase.different') : undefined}
            />
            {change.isError && (
              <Alert role="alert" color="red" icon={<IconAlertCircle />}>
                {sentence(change.error)}
              </Alert>
            )}
            <Group justify="space-between">
              {me.must_change_passphrase ? (
                <Button variant="default" onClick={() => void signOut().catch(toast)}>
                  {t('shell.sign_out')}
                </Button>
              ) : (
                <Button variant="default" onClick={() => router.history.back()}>
                  {t('action.cancel')}
                </Button>
              )}
              <Button type="submit" loading={change.isPending}>
                {t('passphrase.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Container>
  );
}
