package org.afterword.host;

import com.microsoft.azure.functions.ExecutionContext;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Logger;

/**
 * One run of a function.
 *
 * @param trigger what the trigger parameter gets: text, or an HTTP request
 * @param metadata what {@code @BindingName} may ask for, each as the JSON or text that the host would send
 */
record Invocation(Object trigger, Map<String, String> metadata, ExecutionContext context) {

    static Invocation of(FunctionMethod function, Object trigger, Map<String, String> metadata) {
        return new Invocation(trigger, metadata, new LocalContext(function.name()));
    }

    /** The context that the worker would give, with a logger of the function's own name. */
    private record LocalContext(String functionName, String invocationId) implements ExecutionContext {
        LocalContext(String functionName) {
            this(functionName, UUID.randomUUID().toString());
        }

        @Override
        public Logger getLogger() {
            return Logger.getLogger("function." + functionName);
        }

        @Override
        public String getInvocationId() {
            return invocationId;
        }

        @Override
        public String getFunctionName() {
            return functionName;
        }
    }
}
