import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { meQuery, welcome } from '../../api/session';
import type { Me } from '../../api/types';
import { LanguageSwitch } from '../shell/LanguageSwitch';
import { Logo } from '../shell/Logo';
import { HeadsetDrawing } from '../ui/drawings';
import { SignInForm } from './SignInForm';
import classes from './SignInPage.module.css';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const router = useRouter();
  const { to } = route.useSearch();

  const signedIn = (me: Me) => {
    client.setQueryData(meQuery.queryKey, welcome(me));
    router.history.push(me.must_change_passphrase ? '/passphrase' : (to ?? '/'));
  };

  return (
    <div className={classes.page}>
      <aside className={classes.aside}>
        <div className={classes.drawing}>
          <HeadsetDrawing />
        </div>
        <p className={classes.promise}>{t('sign_in.promise')}</p>
        <p className={classes.promiseText}>{t('sign_in.promise_text')}</p>
      </aside>
      <main className={classes.main}>
        <Stack w="100%" maw={440} gap="xl">
          <Group justify="space-between">
            <Logo size={36} />
            <LanguageSwitch />
          </Group>
          <Paper p="xl" shadow="sm">
            <Stack gap="lg">
              <div>
                <Title order={1} size="h2">
                  {t('sign_in.title')}
                </Title>
                <Text c="dimmed" mt={4}>
                  {t('sign_in.subtitle')}
                </Text>
              </div>
              <SignInForm onSignedIn={signedIn} />
            </Stack>
          </Paper>
          <Text size="sm" c="dimmed" ta="center">
            {t('sign_in.forgotten')}
          </Text>
        </Stack>
      </main>
    </div>
  );
}
