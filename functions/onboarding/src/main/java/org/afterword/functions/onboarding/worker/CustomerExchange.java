package org.afterword.functions.onboarding.worker;

import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.signin.Customer;

/**
 * The admin interface for somebody of another organisation. Exchange has answered partners for their own organisation instead of the
 * customer's, so the accepted domains, which are read before each change, must have the one that was named.
 */
record CustomerExchange(Customer customer, ExchangeAdmin exchange) implements ExchangeAdmin {
    /** With that check where a domain was named; a tenant id is compared at the sign-in. */
    static ExchangeAdmin of(Optional<Customer> customer, ExchangeAdmin exchange) {
        return customer.filter(named -> named.tenantId().isEmpty())
                .map(named -> (ExchangeAdmin) new CustomerExchange(named, exchange))
                .orElse(exchange);
    }

    @Override
    public ExchangeAnswer call(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        ExchangeAnswer answer = exchange.call(cmdlet);
        if (cmdlet.name().equals("Get-AcceptedDomain") && !hasItsDomain(answer)) {
            throw new ExchangeException(
                    ExchangeException.Kind.SIGN_IN_ENDED,
                    "Exchange Online answers for an organisation that does not have the domain " + customer.name()
                            + ". Nothing was done. Sign in again, and name one of the customer's accepted domains.");
        }
        return answer;
    }

    private boolean hasItsDomain(ExchangeAnswer answer) {
        return answer.objects().stream()
                .anyMatch(domain -> domain.path("DomainName").asText().equalsIgnoreCase(customer.name()));
    }
}
