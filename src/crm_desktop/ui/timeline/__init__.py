"""What happened with a customer, as one stream: on the page of a contact and of a lead."""
