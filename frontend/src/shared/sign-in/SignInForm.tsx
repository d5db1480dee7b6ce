import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { IconAlertCircle, IconClock, IconId } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../../api/client';
import { isApiError } from '../../api/errors';
import type { Me } from '../../api/types';
import { useErrorSentence } from '../ui/errors';
import { useNow } from '../use-now';
import { PassphraseInput } from './PassphraseInput';

/** Badge or login, and passphrase. Tells how long to wait when there were too many tries. */
export function SignInForm({ onSignedIn }: { onSignedIn: (me: Me) => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [signIn, setSignIn] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [waitUntil, setWaitUntil] = useState(0);
  const secondsLeft = Math.ceil((waitUntil - useNow()) / 1000);

  const attempt = useMutation({
    mutationFn: () =>
      read(api.POST('/api/sign-in', { body: { sign_in: signIn.trim(), passphrase } })),
    onSuccess: (me) => {
      setPassphrase('');
      onSignedIn(me);
    },
    onError: (error) => {
      setPassphrase('');
      if (isApiError(error) && error.retryAfter) setWaitUntil(Date.now() + error.retryAfter * 1000);
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!attempt.isPending && secondsLeft <= 0) attempt.mutate();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <TextInput
          size="lg"
          label={t('sign_in.name')}
          description={t('sign_in.name_hint')}
          leftSection={<IconId size={22} />}
          value={signIn}
          onChange={(event) => setSignIn(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={120}
          required
          withAsterisk={false}
          data-autofocus
          autoFocus
        />
        <PassphraseInput
          size="lg"
          label={t('sign_in.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          autoComplete="current-password"
        />
        {secondsLeft > 0 ? (
          <Alert role="alert" color="orange" icon={<IconClock />} title={t('sign_in.wait_title')}>
            {t('sign_in.wait_text', { count: secondsLeft })}
          </Alert>
        ) : (
          attempt.isError && (
            <Alert role="alert" color="red" icon={<IconAlertCircle />}>
              {sentence(attempt.error)}
            </Alert>
          )
        )}
        <Button type="submit" size="lg" loading={attempt.isPending} disabled={secondsLeft > 0}>
          {t('sign_in.submit')}
        </Button>
      </Stack>
    </form>
  );
}
