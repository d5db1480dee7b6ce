import 'i18next';
import type abilities from './fr/abilities.json';
import type acting from './fr/acting.json';
import type admin from './fr/admin.json';
import type agent from './fr/agent.json';
import type alerts from './fr/alerts.json';
import type callbacks from './fr/callbacks.json';
import type common from './fr/common.json';
import type competences from './fr/competences.json';
import type confirmation from './fr/confirmation.json';
import type control from './fr/control.json';
import type debrief from './fr/debrief.json';
import type desk from './fr/desk.json';
import type domain from './fr/domain.json';
import type ending from './fr/ending.json';
import type follow_up from './fr/follow_up.json';
import type holding from './fr/holding.json';
import type network from './fr/network.json';
import type numbers from './fr/numbers.json';
import type papers from './fr/papers.json';
import type partner from './fr/partner.json';
import type payslip from './fr/payslip.json';
import type practice from './fr/practice.json';
import type quality from './fr/quality.json';
import type reopening from './fr/reopening.json';
import type reports from './fr/reports.json';
import type shifts from './fr/shifts.json';
import type supervisor from './fr/supervisor.json';
import type trainer from './fr/trainer.json';
import type wallboard from './fr/wallboard.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      common: typeof common;
      abilities: typeof abilities;
      acting: typeof acting;
      domain: typeof domain;
      agent: typeof agent;
      alerts: typeof alerts;
      callbacks: typeof callbacks;
      confirmation: typeof confirmation;
      control: typeof control;
      network: typeof network;
      desk: typeof desk;
      numbers: typeof numbers;
      quality: typeof quality;
      reopening: typeof reopening;
      shifts: typeof shifts;
      reports: typeof reports;
      follow_up: typeof follow_up;
      supervisor: typeof supervisor;
      wallboard: typeof wallboard;
      practice: typeof practice;
      debrief: typeof debrief;
      competences: typeof competences;
      papers: typeof papers;
      partner: typeof partner;
      payslip: typeof payslip;
      admin: typeof admin;
      ending: typeof ending;
      holding: typeof holding;
      trainer: typeof trainer;
    };
  }
}
