package org.afterword.simulator.admin;

/** A cmdlet refuses, in Exchange's words. */
final class CmdletFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String type;

    private CmdletFailure(String type, String text) {
        super(text);
        this.type = type;
    }

    static CmdletFailure notFound(String noun, String identity) {
        return new CmdletFailure(
                "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
                "The operation couldn't be performed because object '" + identity + "' couldn't be found on "
                        + "'DB9PR04A001.EURPR04A001.PROD.OUTLOOK.COM'. (" + noun + ")");
    }

    static CmdletFailure exists(String name) {
        return new CmdletFailure(
                "Microsoft.Exchange.Configuration.Tasks.ManagementObjectAlreadyExistsException",
                "The object \"" + name + "\" already exists. Please choose another name.");
    }

    static CmdletFailure invalid(String text) {
        return new CmdletFailure("Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException", text);
    }

    static CmdletFailure noSuchParameter(String parameter) {
        return new CmdletFailure(
                "System.Management.Automation.ParameterBindingException",
                "A parameter cannot be found that matches parameter name '" + parameter + "'.");
    }

    static CmdletFailure wrongType(String parameter, String type) {
        return new CmdletFailure(
                "System.Management.Automation.ParameterBindingException",
                "Cannot process argument transformation on parameter '" + parameter
                        + "'. Cannot convert value to type \"" + type + "\".");
    }

    String type() {
        return type;
    }
}
