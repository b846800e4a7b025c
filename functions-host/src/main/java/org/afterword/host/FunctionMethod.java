package org.afterword.host;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method with {@code @FunctionName} and its one trigger. Each call makes a new object of its class, as the Java worker
 * does: what is to live longer must be static.
 */
final class FunctionMethod {
    private final String name;
    private final Method method;
    private final Class<?> type;
    private final Annotation trigger;
    private final List<ParameterBinding> parameters;

    private FunctionMethod(
            String name, Method method, Class<?> type, Annotation trigger, List<ParameterBinding> parameters) {
        this.name = name;
        this.method = method;
        this.type = type;
        this.trigger = trigger;
        this.parameters = parameters;
    }

    /** The functions of a class; none if no method is marked. */
    static List<FunctionMethod> of(Class<?> type) {
        List<FunctionMethod> found = new ArrayList<>();
        for (Method method : type.getMethods()) {
            FunctionName name = method.getAnnotation(FunctionName.class);
            if (name != null) {
                found.add(of(type, method, name.value()));
            }
        }
        return found;
    }

    private static FunctionMethod of(Class<?> type, Method method, String name) {
        if (!Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException("the class of function " + name + " must be public: " + type.getName());
        }
        if (Arrays.stream(type.getConstructors()).noneMatch(made -> made.getParameterCount() == 0)) {
            throw new IllegalArgumentException("the class of function " + name
                    + " needs a public constructor without arguments: " + type.getName());
        }
        List<Annotation> triggers = new ArrayList<>();
        List<ParameterBinding> parameters = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            for (Annotation annotation : parameter.getAnnotations()) {
                if (annotation instanceof QueueTrigger
                        || annotation instanceof TimerTrigger
                        || annotation instanceof HttpTrigger) {
                    triggers.add(annotation);
                }
            }
            parameters.add(ParameterBinding.of(name, parameter));
        }
        if (triggers.size() != 1) {
            throw new IllegalArgumentException("function " + name
                    + " needs one parameter with @QueueTrigger, @TimerTrigger or @HttpTrigger, but has "
                    + triggers.size());
        }
        return new FunctionMethod(name, method, type, triggers.getFirst(), List.copyOf(parameters));
    }

    String name() {
        return name;
    }

    Annotation trigger() {
        return trigger;
    }

    /**
     * Runs the function on a new object of the worker's.
     *
     * @return what it returned
     * @throws Exception whatever the function throws, or {@link BindingException} if an argument cannot be made
     */
    @Nullable Object call(FunctionWorker worker, Invocation invocation) throws Exception {
        Object[] arguments = new Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = parameters.get(i).argument(invocation);
        }
        try {
            return method.invoke(worker.newObject(type), arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Exception exception) {
                throw exception;
            }
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw thrown;
        }
    }
}
