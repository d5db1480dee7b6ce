import { Button, Group, List, Text } from '@mantine/core';
import { IconPrinter, IconSignature } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { PassphraseInput } from '../shared/sign-in/PassphraseInput';
import { Dialog } from '../shared/ui/Dialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { waitsFor } from './PaperList';
import classes from './Papers.module.css';
import { fileOf, type PaperRead, paperQuery, signPaper } from './queries';
import { Sheet } from './Sheet';

export function OwnPaperPage() {
  const { id } = useParams({ from: '/shell/agent/papers/$id' });
  return <PaperPage id={id} own />;
}

export function TrainerPaperPage() {
  const { id } = useParams({ from: '/shell/trainer/papers/$id' });
  return <PaperPage id={id} own={false} />;
}

/** A paper to be read, signed and printed. */
function PaperPage({ id, own }: { id: string; own: boolean }) {
  const { t } = useTranslation('papers');
  const [signing, setSigning] = useState(false);
  const { data, error, refetch } = useQuery(paperQuery(id, own));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const mayToSign = waitsFor(data, own ? 'learner' : 'staff');
  const back = own
    ? { to: '/agent/papers', label: t('mine.title') }
    : { to: `/trainer/people/${data.learner_id}`, label: t('back.person') };
  return (
    <Page
      title={data.title}
      back={back}
      narrow
      actions={
        <Group gap="sm">
          <Button
            component="a"
            href={fileOf(id, own)}
            target="_blank"
            variant="default"
            leftSection={<IconPrinter size={20} />}
          >
            {t('print')}
          </Button>
          {mayToSign && (
            <Button leftSection={<IconSignature size={20} />} onClick={() => setSigning(true)}>
              {t('sign')}
            </Button>
          )}
        </Group>
      }
    >
      <Panel title={data.title}>
        <Sheet paper={data} />
      </Panel>
      <Signatures paper={data} own={own} />
      {signing && <SignDialog paper={data} own={own} onClose={() => setSigning(false)} />}
    </Page>
  );
}

function Signatures({ paper, own }: { paper: PaperRead; own: boolean }) {
  const { t } = useTranslation('papers');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('signatures')}>
      <dl className={classes.facts}>
        {paper.asks.map((place) => {
          const signed = paper.signatures.find((each) => each.place === place);
          return [
            <dt key={`${place}-who`}>
              {t(own && place === 'learner' ? 'place.me' : `place.${place}`)}
            </dt>,
            <dd key={place}>
              {signed
                ? t('signed_by', { name: signed.name, at: format.dateTime(signed.at, zone) })
                : t('not_signed')}
            </dd>,
          ];
        })}
        <dt>{t('code')}</dt>
        <dd className={classes.code}>{paper.code}</dd>
      </dl>
      <Text size="sm" c="dimmed" mt="sm">
        {t('code_text')}
      </Text>
    </Panel>
  );
}

interface SignDialogProps {
  paper: PaperRead;
  own: boolean;
  onClose: () => void;
}

/** What signing means, and the passphrase of who signs. */
function SignDialog({ paper, own, onClose }: SignDialogProps) {
  const { t } = useTranslation('papers');
  const client = useQueryClient();
  const [passphrase, setPassphrase] = useState('');
  const sign = useMutation({
    mutationFn: () => signPaper(paper.id, own, passphrase),
    onSuccess: (signed) => {
      client.setQueryData(paperQuery(paper.id, own).queryKey, signed);
      for (const key of ['own-papers', 'papers-of', 'follow-ups']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
      toastDone(t('done'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('sign_title', { title: paper.title })}
      submit={t('sign')}
      ready={passphrase !== ''}
      pending={sign.isPending}
      error={sign.error}
      onClose={onClose}
      onSubmit={() => sign.mutate()}
    >
      <List spacing={6}>
        <List.Item>{t('means.read')}</List.Item>
        <List.Item>{t('means.once')}</List.Item>
        {own && <List.Item>{t('means.free')}</List.Item>}
      </List>
      <PassphraseInput
        label={t('passphrase')}
        value={passphrase}
        onChange={setPassphrase}
        autoComplete="current-password"
      />
    </Dialog>
  );
}
