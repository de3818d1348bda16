// Every GraphQL document that the part for headshots sends.

const HEADSHOT = `
  id kind status progress stage revision sourceUrl failure { code message retryable }
  images { ... on Picture { id placeholder width height style createdAt small: url(variant: MEDIUM) full: url } }
`;

export const SHAPES = `query Shapes { catalog { headshotStyles aspectRatios { ratio width height } } }`;

export const ASK = `mutation Headshot($input: HeadshotInput!) { generateHeadshot(input: $input) { ${HEADSHOT} } }`;

export const BY_ID = `query HeadshotById($id: ID!) { generation(id: $id) { ${HEADSHOT} } }`;

export const HEADSHOTS = `query Headshots($after: String) {
  generations(kind: HEADSHOT, first: 24, after: $after) {
    edges { node { ${HEADSHOT} } }
    pageInfo { hasNextPage endCursor }
  }
}`;
