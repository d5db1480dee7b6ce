import { Alert, Button, Group, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { useErrorSentence } from '../shared/ui/errors';
import { Page, Panel } from '../shared/ui/Page';
import classes from './Papers.module.css';

type Verdict = components['schemas']['PaperVerdict'];

/** Whether a paper that somebody shows is the centre's: the journal answers to its code. */
export function VerifyPage() {
  const { t } = useTranslation('papers');
  const sentence = useErrorSentence();
  const [code, setCode] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      read(api.GET('/api/papers/verification', { params: { query: { code: code.trim() } } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim().length >= 4) ask.mutate();
  };
  return (
    <Page title={t('verify.title')} text={t('verify.text')} narrow>
      <Panel title={t('verify.ask')}>
        <form onSubmit={submit}>
          <Group align="flex-end">
            <TextInput
              label={t('code')}
              description={t('verify.where')}
              placeholder="7F3K-9Q2M-XA4D"
              value={code}
              maxLength={40}
              onChange={(event) => setCode(event.currentTarget.value)}
              classNames={{ input: classes.code }}
              flex={1}
            />
            <Button
              type="submit"
              leftSection={<IconSearch size={18} />}
              loading={ask.isPending}
              disabled={code.trim().length < 4}
            >
              {t('verify.submit')}
            </Button>
          </Group>
        </form>
      </Panel>
      {ask.error && (
        <Alert color="orange" role="alert" icon={<IconAlertTriangle />} title={t('verify.unknown')}>
          {sentence(ask.error)}
        </Alert>
      )}
      {ask.data && <Answer found={ask.data} />}
    </Page>
  );
}

function Answer({ found }: { found: Verdict }) {
  const { t } = useTranslation('papers');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const good = found.state === 'whole' || found.state === 'new';
  return (
    <Panel title={t(`kind.${found.kind}`)}>
      <Alert
        mb="md"
        role="status"
        color={good ? 'teal' : found.state === 'gone' ? 'blue' : 'red'}
        icon={good ? <IconCheck /> : <IconAlertTriangle />}
        title={t(`verify.${found.state}`)}
      >
        {t(`verify.${found.state}_text`)}
      </Alert>
      <dl className={classes.facts}>
        {found.learner && (
          <>
            <dt>{t('verify.about')}</dt>
            <dd>{found.learner}</dd>
          </>
        )}
        <dt>{t('verify.issued')}</dt>
        <dd>{format.dateTime(found.issued_at, zone)}</dd>
        {found.signatures.map((each) => [
          <dt key={`${each.place}-who`}>{t(`place.${each.place}`)}</dt>,
          <dd key={each.place}>
            {t('signed_by', { name: each.name, at: format.dateTime(each.at, zone) })}
          </dd>,
        ])}
        <dt>{t('code')}</dt>
        <dd className={classes.code}>{found.code}</dd>
        {found.sealed_at !== null && (
          <>
            <dt>{t('verify.entry')}</dt>
            <dd>{found.sealed_at}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
