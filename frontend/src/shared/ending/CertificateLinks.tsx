import { Button, Group, Loader, Text } from '@mantine/core';
import { IconCertificate, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** The certificate as a page to print and as the signed text; until it is signed, a word to wait. */
export function CertificateLinks({ id, name }: { id: string | null; name: string }) {
  const { t } = useTranslation('ending');
  if (!id) {
    return (
      <Group gap="xs" role="status" wrap="nowrap">
        <Loader size="sm" />
        <Text size="sm">{t('certificate.coming')}</Text>
      </Group>
    );
  }
  return (
    <Group gap="xs">
      <Button
        component="a"
        href={`/api/certificates/${id}/page`}
        download
        variant="default"
        size="sm"
        leftSection={<IconCertificate size={18} aria-hidden="true" />}
        aria-label={t('certificate.page_of', { name })}
      >
        {t('certificate.page')}
      </Button>
      <Button
        component="a"
        href={`/api/certificates/${id}/text`}
        download
        variant="default"
        size="sm"
        leftSection={<IconFileText size={18} aria-hidden="true" />}
        aria-label={t('certificate.text_of', { name })}
      >
        {t('certificate.text')}
      </Button>
    </Group>
  );
}
