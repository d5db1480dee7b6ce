/** The server's shapes under the names that several areas use. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type Workstation = Schemas['WorkstationRead'];
export type AgentState = Schemas['AgentStateRead'];
export type PauseReason = Schemas['PauseRequest']['reason'];
export type HelpAbout = Schemas['HelpRequest']['about'];
export type ReleaseReason = Schemas['ReleaseRequest']['reason'];
export type HandOut = Schemas['HandOutRead'];
export type OutcomeChoice = Schemas['OutcomeChoice'];
export type Call = Schemas['CallRead'];
export type Slot = Schemas['FreeSlot'];
export type NextContact = Schemas['NextRead'];
export type OutcomeCreate = Schemas['OutcomeCreate'];
export type OutcomeRead = Schemas['OutcomeRead'];
export type Today = Schemas['TodayRead'];
export type Callback = Schemas['CallbackRead'];
export type CallbackTimes = Schemas['CallbackTimes'];
export type PracticeHome = Schemas['PracticeHome'];
export type Practice = Schemas['PracticeRead'];
export type PracticeBrief = Schemas['PracticeBrief'];
export type ScenarioBrief = Schemas['ScenarioBrief'];
export type Debrief = Schemas['DebriefRead'];
export type MyTraining = Schemas['MyTraining'];
export type FeedEvent = Schemas['FeedEvent'];
export type Health = Schemas['Health'];
export type FeedFrame = Schemas['Hello'] | Schemas['Batch'] | Schemas['Reload'] | Health;
