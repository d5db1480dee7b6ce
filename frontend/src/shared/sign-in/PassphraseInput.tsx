import { type MantineSize, PasswordInput, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface PassphraseInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  size?: MantineSize;
  description?: ReactNode;
  error?: ReactNode;
}

/** A passphrase that can be shown, with a word when Caps Lock is on. */
export function PassphraseInput({ onChange, ...rest }: PassphraseInputProps) {
  const { t } = useTranslation();
  const [capsLock, setCapsLock] = useState(false);
  const [visible, setVisible] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div>
      <PasswordInput
        {...rest}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={look}
        onKeyUp={look}
        leftSection={<IconLock size={22} />}
        visible={visible}
        onVisibilityChange={setVisible}
        visibilityToggleButtonProps={{
          'aria-label': visible ? t('sign_in.hide_passphrase') : t('sign_in.show_passphrase'),
          tabIndex: 0,
        }}
        maxLength={200}
        required
        withAsterisk={false}
      />
      <Text role="status" size="sm" fw={600} c="var(--warn)" mt={capsLock ? 6 : 0}>
        {capsLock ? t('sign_in.caps_lock') : ''}
      </Text>
    </div>
  );
}
