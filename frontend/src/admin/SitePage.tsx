import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ClosedDays } from '../shared/closed-days/ClosedDays';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { sitesQuery } from './queries';

const route = getRouteApi('/shell/admin/sites/$id');

/** One establishment: the days on which it is closed. */
export function SitePage() {
  const { t } = useTranslation('admin');
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(sitesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const site = data?.find((each) => each.id === id);
  if (!site) return <Loading />;
  return (
    <Page
      title={site.name}
      text={site.time_zone}
      back={{ to: '/admin/sites', label: t('sites.title') }}
    >
      <ClosedDays site={site} editable />
    </Page>
  );
}
