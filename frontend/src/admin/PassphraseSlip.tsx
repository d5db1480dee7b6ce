import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../shared/shell/Logo';
import classes from './PassphraseSlip.module.css';
import type { NewPassphrase } from './queries';

interface PassphraseSlipProps {
  made: NewPassphrase;
  onClose: () => void;
}

/** The one-time passphrase, this once: to be printed and handed over, never to be shown again. */
export function PassphraseSlip({ made, onClose }: PassphraseSlipProps) {
  const { t } = useTranslation('admin');
  const { user, passphrase } = made;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
      classNames={{ root: classes.root ?? '', content: classes.content ?? '' }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('slip.title')}
        </Text>
      }
    >
      <Stack gap="lg">
        <Text className={classes.screen}>{t('slip.text')}</Text>
        <div className={classes.slip}>
          <Logo />
          <dl className={classes.lines}>
            <dt>{t('people.name')}</dt>
            <dd>{user.display_name}</dd>
            <dt>{t('people.sign_in')}</dt>
            <dd className={classes.code}>{user.sign_in}</dd>
            <dt>{t('slip.passphrase')}</dt>
            <dd className={classes.code} data-big>
              {passphrase}
            </dd>
          </dl>
          <Text size="sm">{t('slip.rule')}</Text>
        </div>
        <Group justify="space-between" className={classes.screen}>
          <Button
            variant="default"
            leftSection={<IconPrinter size={19} />}
            onClick={() => window.print()}
          >
            {t('slip.print')}
          </Button>
          <Button onClick={onClose}>{t('slip.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
