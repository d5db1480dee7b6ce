import { Text } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import classes from './Learning.module.css';

/** Who signed and when; a place that is still empty says so. */
export function Signatures({ signed }: { signed: components['schemas']['Signed'][] }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <ul className={classes.marks}>
      {(['trainer', 'learner'] as const).map((place) => {
        const found = signed.find((each) => each.place === place);
        return (
          <li key={place}>
            <IconSignature size={20} aria-hidden="true" />
            <Text>
              {t(`place.${place}`)}
              {' : '}
              {found
                ? t('place.on', { name: found.name, day: format.dateTime(found.at, zone) })
                : t('place.empty')}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}
