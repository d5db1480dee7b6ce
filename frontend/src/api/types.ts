/** The server's shapes under the names that the pages use. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Role = Me['role'];
export type Me = Schemas['Me'];
export type Workstation = Schemas['Workstation'];
export type AgentState = Schemas['AgentState'];
export type AgentStateName = AgentState['name'];
export type PauseReason = Schemas['PauseReason'];
export type HelpAbout = Schemas['HelpAbout'];
export type ReleaseReason = Schemas['ReleaseReason'];
export type HandOut = Schemas['HandOut'];
export type ContactCard = Schemas['ContactCard'];
export type OutcomeChoice = Schemas['OutcomeChoice'];
export type Call = Schemas['Call'];
export type Slot = Schemas['Slot'];
export type NextContact = Schemas['NextContact'];
export type OutcomeCreate = Schemas['OutcomeCreate'];
export type OutcomeRead = Schemas['OutcomeRead'];
export type Today = Schemas['Today'];
export type Callback = Schemas['Callback'];
