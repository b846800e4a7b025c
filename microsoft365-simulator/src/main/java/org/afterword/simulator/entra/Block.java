package org.afterword.simulator.entra;

/** Why Entra does not give a token though the right password was typed; each with the text that it sends. */
public enum Block {
    NONE("", ""),
    CONDITIONAL_ACCESS(
            "access_denied",
            "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow"
                    + " token issuance."),
    SECURITY_DEFAULTS(
            "access_denied",
            "AADSTS530035: Access has been blocked by security defaults. The access policy does not allow token"
                    + " issuance."),
    WRONG_DATA_CENTRE("invalid_grant", "AADSTS50134: Incorrect data center for the user's account."),
    EXTRA_PROMPT("invalid_grant", "AADSTS50199: For security reasons, user confirmation is required for this request.");

    private final String error;
    private final String description;

    Block(String error, String description) {
        this.error = error;
        this.description = description;
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }
}
