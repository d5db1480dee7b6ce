import { Button, CopyButton, Group } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './CopyText.module.css';

/** A key, a secret or a command to take elsewhere, letter by letter. */
export function CopyText({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" wrap="nowrap" align="stretch" className={classes.row ?? ''}>
      <code className={classes.text}>{value}</code>
      <CopyButton value={value} timeout={2500}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            className={classes.button ?? ''}
            leftSection={
              copied ? (
                <IconCheck size={18} aria-hidden="true" />
              ) : (
                <IconCopy size={18} aria-hidden="true" />
              )
            }
            aria-label={copied ? t('copy.done') : t('copy.of', { label })}
            onClick={copy}
          >
            <span aria-live="polite">{copied ? t('copy.done') : t('copy.copy')}</span>
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
