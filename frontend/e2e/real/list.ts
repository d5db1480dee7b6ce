/**
 * A call list as it really looks: semicolons, cp1252, six spellings of a number, a few broken rows.
 * The numbers are of a range kept for fiction (05 36 49) that the demo's people do not have.
 */

export interface Person {
  reference: string;
  name: string;
  /** As it stands in the file. */
  phone: string;
  email: string;
  street: string;
}

const people: Person[] = [
  [
    'M-001',
    'Hélène Duchaîne',
    '05 36 49 00 11',
    'h.duchaine@courrier.example',
    '12 sentier des Cannes',
  ],
  ['M-002', 'Rémy Côté', '+33536490022', 'remy.cote@courrier.example', '3 allée des Flamboyants'],
  [
    'M-003',
    'Zoé Lacoste-Bélair',
    '0033536490033',
    'zoe.lb@courrier.example',
    '7 bis impasse du Lagon',
  ],
  ['M-004', 'Aimé N’Diaye', '05.36.49.00.44', 'aime.n@courrier.example', '41 chemin de la Ravine'],
  ['M-005', 'Loïc Préville', '536490055', 'loic.preville@courrier.example', '9 quai des Alizés'],
  [
    'M-006',
    'Noëlle Gräff',
    '+33 (0)5 36 49 00 66',
    'ngraff@courrier.example',
    '18 rue du Vieux-Phare',
  ],
].map(([reference = '', name = '', phone = '', email = '', street = '']) => ({
  reference,
  name,
  phone,
  email,
  street,
}));

const broken = [
  'M-090;Mme;Vide;Sans-Numéro;;vide@courrier.example;1 place Absente;31000;Toulouse',
  'M-091;M.;Court;Trop;06 39;court@courrier.example;2 place Courte;31000;Toulouse',
];

export const list = {
  people,
  name: 'Clients du salon d’automne',
  fileName: 'clients-salon.csv',
  /** The bytes of the file; every character of it is in cp1252, which agrees with latin1 here. */
  bytes(): Buffer {
    const rows = people.map(({ reference, name, phone, email, street }, index) => {
      const [first = '', ...last] = name.replace('’', "'").split(' ');
      const civility = index % 2 === 0 ? 'Mme' : 'M.';
      return [
        reference,
        civility,
        last.join(' '),
        first,
        phone,
        email,
        street,
        '31000',
        'Toulouse',
      ].join(';');
    });
    const header =
      'Référence client;Civilité;Nom;Prénom;Téléphone;E-mail;Adresse;Code postal;Ville';
    return Buffer.from(`${[header, ...rows, ...broken].join('\r\n')}\r\n`, 'latin1');
  },
  /** What must never reach an apprentice's browser. */
  secrets(): string[] {
    return people.flatMap(({ reference, phone, email, street }) => [
      `+33${phone.replace(/\D/g, '').slice(-9)}`,
      email,
      street,
      reference,
    ]);
  },
};
