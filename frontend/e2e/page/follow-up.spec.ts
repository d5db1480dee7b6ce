import { expect, test } from '@playwright/test';
import { isAccessible } from '../accessible';
import { Room } from './room';

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();

const callback = (index: number, due: number, owner: string | null = 'Malika') => ({
  id: `0199a000-0000-7000-8000-0000000003${String(index).padStart(2, '0')}`,
  reference: `C-7F3K-${String(index).padStart(4, '0')}`,
  campaign_name: 'Vérandas de printemps',
  zone: 'America/Guadeloupe',
  due_at: minutes(due),
  owner_name: owner,
});

const act = (id: number, action: string, facts: object = {}) => ({
  id,
  at: minutes(-id),
  action,
  who: 'Mme Lacroix',
  campaign: 'Vérandas de printemps',
  list_name: null,
  whom: null,
  count: null,
  change: null,
  ...facts,
});

test('overdue promises and supervisors’ decisions stand in the room, and follow the feed', async ({
  page,
}) => {
  const room = new Room();
  await room.open(page);
  await expect(page.getByText('Aucune décision aujourd’hui.')).toBeVisible();
  await expect(page.getByText(/rappels? en retard/)).toHaveCount(0);
  await expect(page.getByText('En direct')).toBeVisible();
  room.followUp = {
    callbacks: [
      callback(1, -190, null),
      ...[2, 3, 4, 5, 6].map((index) => callback(index, -20)),
      callback(7, 30),
    ],
    acts: [
      act(1, 'campaign.given', { whom: 'Équipe du matin' }),
      act(2, 'campaign.ordered'),
      act(3, 'contacts.reopened', { count: 1200 }),
      act(4, 'hand_out.ended', { whom: 'Malika' }),
      act(5, 'callback.handed_over'),
    ],
  };
  room.tell('campaign.given', { campaign_id: 'x', team_id: 'y', agent_id: null });
  const overdue = page.getByRole('region', { name: '6 rappels en retard' });
  await expect(overdue.getByRole('listitem')).toHaveCount(5);
  await expect(overdue).toContainText('C-7F3K-0001');
  await expect(overdue).toContainText('et 1 autre');
  await expect(overdue).not.toContainText('C-7F3K-0007');
  const acts = page.getByRole('region', { name: 'Décisions de l’encadrement' });
  await expect(acts).toContainText('« Vérandas de printemps » : pour Équipe du matin');
  await expect(acts).toContainText(/1\s?200 fiches rouvertes/);
  await expect(acts).toContainText('Rappel confié : l’équipe');
  await isAccessible(page);
  await overdue.getByRole('link', { name: 'Voir les rappels' }).click();
  await expect(page).toHaveURL(/supervisor\/callbacks/);
});
