"""The pages of people who look after the listings of an organisation, under /provider/."""
